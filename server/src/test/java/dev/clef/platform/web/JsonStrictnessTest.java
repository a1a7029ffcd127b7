package dev.clef.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(
    classes = WebTestApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"management.server.port=0", "clef.tls.enabled=false"})
class JsonStrictnessTest {

  @LocalServerPort private int port;

  @Test
  void names_are_snake_case_instants_are_rfc_3339_and_nulls_are_left_out() {
    HttpResponse<String> answer = post("{\"user_name\":\"anna\"}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo("{\"created_at\":\"1970-01-01T00:00:00Z\",\"user_name\":\"anna\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"user_name":"anna","zzz_input":1}                  | unknown_field
          {"user_name":"anna","items":[{"item_name":"a","how_many":1,"zzz_input":1}]} | unknown_field
          {"user_name":"anna","user_name":"zzz_input"}        | malformed_json
          {"user_name":"anna"} {}                             | malformed_json
          {"user_name":"anna"} zzz_input                      | malformed_json
          {"user_name":"anna"                                 | malformed_json
          {'user_name':'zzz_input'}                           | malformed_json
          {"user_name":"anna",}                               | malformed_json
          ["zzz_input"]                                       | malformed_json
          "zzz_input"                                         | malformed_json
          null                                                | malformed_json
          ``                                                  | malformed_json
          {"user_name":"\\ud800zzz_input"}                    | malformed_json
          {"user_name":"zzz_input\\udc00"}                    | malformed_json
          {"user_name":"\\udc00\\ud800"}                      | malformed_json
          {"user_name":"a","weight":1e99999999999999999999999999999999999} | malformed_json
          {"user_name":"a","weight":NaN}                      | malformed_json
          {}                                                  | user_name required
          {"user_name":null}                                  | user_name required
          {"user_name":12}                                    | user_name not_text
          {"user_name":true}                                  | user_name not_text
          {"user_name":["zzz_input"]}                         | user_name not_text
          {"user_name":"a","password":7}                      | password not_text
          {"user_name":"a","date_of_birth":"zzz_input"}       | date_of_birth invalid
          {"user_name":"a","date_of_birth":"2001-02-30"}      | date_of_birth invalid
          {"user_name":"a","date_of_birth":[2001,2,3]}        | date_of_birth invalid
          {"user_name":"a","date_of_birth":""}                | date_of_birth invalid
          {"user_name":"a","date_of_birth":11000}             | date_of_birth invalid
          {"user_name":"a","colour":"zzz_input"}              | colour invalid
          {"user_name":"a","colour":0}                        | colour invalid
          {"user_name":"a","colour":""}                       | colour invalid
          {"user_name":"a","agreed":"true"}                   | agreed invalid
          {"user_name":"a","agreed":1}                        | agreed invalid
          {"user_name":"a","weight":"1"}                      | weight invalid
          {"user_name":"a","reference":"zzz_input"}           | reference invalid
          {"user_name":"a","items":{}}                        | items invalid
          {"user_name":"a","items":""}                        | items invalid
          {"user_name":"a","items":[{"item_name":"x"}]}       | items[0].how_many required
          {"user_name":"a","items":[{"item_name":"x","how_many":null}]} | items[0].how_many required
          {"user_name":"a","items":[{"item_name":"x","how_many":"2"}]} | items[0].how_many invalid
          {"user_name":"a","items":[{"item_name":"x","how_many":1.5}]} | items[0].how_many invalid
          {"user_name":"a","items":[{"item_name":"x","how_many":9999999999}]} | items[0].how_many out_of_range
          {"user_name":"a","items":["zzz_input"]}             | items[0] invalid
          {"user_name":"a","counts":{"zzz_input":"x"}}        | counts invalid
          """)
  void what_is_not_exactly_right_is_refused_without_an_echo(String body, String expected) {
    HttpResponse<String> answer = post(body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.body()).doesNotContain("zzz_input").doesNotContain("jackson");
    List<String> parts = List.of(expected.split(" ", 2));
    if (parts.size() == 1) {
      assertThat(answer.body()).contains("\"code\":\"" + expected + "\"").doesNotContain("errors");
    } else {
      assertThat(answer.body())
          .contains("\"code\":\"invalid_fields\"")
          .contains("[{\"field\":\"" + parts.get(0) + "\",\"code\":\"" + parts.get(1) + "\"}]");
    }
  }

  @Test
  void a_record_may_refuse_its_own_fields() {
    HttpResponse<String> answer = post("{\"user_name\":\"" + "a".repeat(65) + "\"}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("{\"field\":\"user_name\",\"code\":\"too_long\"}");
  }

  @Test
  void a_pair_of_surrogate_escapes_and_an_escaped_backslash_are_fine() {
    HttpResponse<String> answer = post("{\"user_name\":\"\\ud83d\\ude00 \\\\ud800\"}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\uD83D\uDE00");
  }

  @ParameterizedTest
  @CsvSource({
    "c0af, an overlong slash",
    "eda080, half a character",
    "eda0bdedb880, CESU-8",
    "f4908080, beyond Unicode",
    "ff, no UTF-8 at all",
    "e282, cut short",
  })
  void bytes_that_are_not_utf_8_are_refused(String hex, String what) {
    byte[] bad = HexFormat.of().parseHex(hex);
    byte[] body = new byte[bad.length + 16];
    byte[] head = "{\"user_name\":\"".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(head, 0, body, 0, head.length);
    System.arraycopy(bad, 0, body, head.length, bad.length);
    body[head.length + bad.length] = '"';
    body[head.length + bad.length + 1] = '}';
    HttpResponse<String> answer = Web.plain(port).post("/probe", body);
    assertThat(answer.statusCode()).as(what).isEqualTo(400);
    assertThat(answer.body()).contains("malformed_json");
  }

  @Test
  void utf_16_is_not_guessed() {
    byte[] body = "{\"user_name\":\"anna\"}".getBytes(StandardCharsets.UTF_16LE);
    assertThat(Web.plain(port).post("/probe", body).statusCode()).isEqualTo(400);
  }

  @Test
  void depth_and_length_are_bounded() {
    String deep = "[".repeat(40) + "]".repeat(40);
    assertThat(free("{\"a\":" + deep + "}")).isEqualTo(400);
    assertThat(free("{\"a\":" + "[".repeat(30) + "]".repeat(30) + "}")).isEqualTo(200);
    assertThat(free("{\"a\":\"" + "x".repeat(16 * 1024 + 1) + "\"}")).isEqualTo(400);
    assertThat(free("{\"a\":\"" + "x".repeat(16 * 1024) + "\"}")).isEqualTo(200);
    assertThat(free("{\"" + "x".repeat(129) + "\":1}")).isEqualTo(400);
    assertThat(free("{\"a\":" + "1".repeat(33) + "}")).isEqualTo(400);
  }

  private int free(String body) {
    return Web.plain(port).post("/probe/free", body).statusCode();
  }

  private HttpResponse<String> post(String body) {
    return Web.plain(port).post("/probe", body);
  }
}
