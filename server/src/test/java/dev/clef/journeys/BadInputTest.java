package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/**
 * What is refused is refused with the right code, and is repeated neither to anybody nor in the
 * log.
 */
@ClefServer
@ExtendWith(OutputCaptureExtension.class)
class BadInputTest {

  private static final String INPUT = "zzz_input";

  private final Running clef;

  @Autowired
  BadInputTest(Running clef) {
    this.clef = clef;
  }

  /** A body that is no request at all. */
  record Body(byte[] bytes, int status, String code) {}

  /** A value one field refuses. */
  record Value(String field, String value, String reason) {}

  @ParameterizedTest
  @MethodSource("bodies")
  void a_body_that_is_no_request_is_refused_everywhere(Body body, CapturedOutput output) {
    Client browser = Listener.some().signedIn(clef.client());
    for (String[] address :
        new String[][] {
          {"POST", "/api/v1/accounts"},
          {"POST", "/api/v1/sign-in"},
          {"PATCH", "/api/v1/me"},
          {"PUT", "/api/v1/me/password"},
          {"DELETE", "/api/v1/me"}
        }) {
      refused(
          browser.send(address[0], address[1], body.bytes()), body.status(), body.code(), output);
    }
    assertThat(browser.get("/api/v1/me").status()).isEqualTo(200);
  }

  static Stream<Named<Body>> bodies() {
    return Stream.of(
        body("an unknown field", "{\"zzz_input\":\"zzz_input\"}", 400, "unknown_field"),
        body("a field in another spelling", "{\"userName\":\"zzz_input\"}", 400, "unknown_field"),
        body("half a body", "{\"password\":\"zzz_input", 400, "malformed_json"),
        body("nothing", "", 400, "malformed_json"),
        body("only blanks", "  ", 400, "malformed_json"),
        body("null", "null", 400, "malformed_json"),
        body("a list", "[\"zzz_input\"]", 400, "malformed_json"),
        body("a text", "\"zzz_input\"", 400, "malformed_json"),
        body("two bodies", "{}{\"password\":\"zzz_input\"}", 400, "malformed_json"),
        body("a comment", "{/*zzz_input*/}", 400, "malformed_json"),
        body(
            "a name twice",
            "{\"password\":\"a\",\"password\":\"zzz_input\"}",
            400,
            "malformed_json"),
        body("half a character", "{\"password\":\"zzz_input\\ud83d\"}", 400, "malformed_json"),
        body(
            "halves in the wrong order",
            "{\"password\":\"zzz_input\\ude00\\ud83d\"}",
            400,
            "malformed_json"),
        body("a zero byte", "{\"password\":\"zzz_input\0\"}", 400, "malformed_json"),
        body(
            "a raw control character", "{\"password\":\"zzz_input\u0007\"}", 400, "malformed_json"),
        bytes("invalid UTF-8", "{\"password\":\"zzz_input\u00ff\"}", StandardCharsets.ISO_8859_1),
        bytes(
            "an overlong form",
            "{\"password\":\"zzz_input\u00c0\u00af\"}",
            StandardCharsets.ISO_8859_1),
        bytes(
            "an encoded half",
            "{\"password\":\"zzz_input\u00ed\u00a0\u0080\"}",
            StandardCharsets.ISO_8859_1),
        bytes("UTF-16", "{\"password\":\"zzz_input\"}", StandardCharsets.UTF_16),
        body("too deep", "[".repeat(1000), 400, "malformed_json"),
        body(
            "too large",
            "{\"password\":\"" + "zzz_input".repeat(8000) + "\"}",
            413,
            "body_too_large"),
        body(
            "a long text",
            "{\"password\":\"" + "zzz_input".repeat(2000) + "\"}",
            400,
            "malformed_json"));
  }

  private static Named<Body> body(String name, String text, int status, String code) {
    return named(name, new Body(text.getBytes(StandardCharsets.UTF_8), status, code));
  }

  private static Named<Body> bytes(String name, String text, Charset charset) {
    return named(name, new Body(text.getBytes(charset), 400, "malformed_json"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"17", "true", "1.5", "[\"zzz_input\"]", "{\"zzz_input\":\"zzz_input\"}"})
  void a_value_of_another_type_is_named_by_its_field(String value, CapturedOutput output) {
    byte[] body = ("{\"username\":" + value + "}").getBytes(StandardCharsets.UTF_8);
    Client browser = Listener.some().signedIn(clef.client());
    for (Answer answer :
        List.of(
            browser.send("POST", "/api/v1/accounts", body),
            browser.send("PATCH", "/api/v1/me", body))) {
      refused(answer, 400, "invalid_fields", output);
      assertThat(answer.text()).contains("\"errors\":[{\"field\":\"username\",\"code\":");
    }
  }

  @ParameterizedTest
  @MethodSource("values")
  void a_value_a_field_does_not_take_is_named_by_its_field(Value bad, CapturedOutput output) {
    Listener listener = Listener.some();
    Answer registration =
        clef.client().post("/api/v1/accounts", listener.with(bad.field(), bad.value()).fields());
    expectReason(registration, bad, output);
    if (!bad.field().equals("password")) {
      Client browser = listener.signedIn(clef.client());
      expectReason(browser.patch("/api/v1/me", Map.of(bad.field(), bad.value())), bad, output);
    }
  }

  private static void expectReason(Answer answer, Value bad, CapturedOutput output) {
    refused(answer, 400, "invalid_fields", output);
    assertThat(answer.text())
        .contains(
            "\"errors\":[{\"field\":\"%s\",\"code\":\"%s\"}]".formatted(bad.field(), bad.reason()));
  }

  static Stream<Value> values() {
    List<Value> values = new ArrayList<>();
    for (String name :
        List.of(
            INPUT + " with blanks",
            INPUT + "@example.org",
            INPUT + "\uD83C\uDFA7",
            INPUT + "'); drop table account;--",
            "\u05d0" + INPUT,
            INPUT + "\u200e",
            "a".repeat(256))) {
      values.add(new Value("username", name, "invalid"));
    }
    for (String control : List.of("\u0000", "\u0007", "\u001b[31m", "\u0085", "\u007f")) {
      values.add(new Value("given_name", INPUT + control, "not_text"));
      values.add(new Value("username", INPUT + control, "not_text"));
    }
    values.add(new Value("username", "   ", "required"));
    values.add(new Value("given_name", "g".repeat(201), "too_long"));
    values.add(new Value("address", "a".repeat(1001), "too_long"));
    for (String date :
        List.of(
            "2999-01-01",
            "1800-01-01",
            "1990-02-30",
            "1990-13-01",
            "19900228",
            "28.02.1990",
            "0000-00-00",
            "+1990-02-28",
            "1990-02-28T00:00:00Z",
            INPUT,
            "\u0661\u0669\u0669\u0660-02-28")) {
      values.add(new Value("birth_date", date, "out_of_range"));
    }
    values.add(new Value("birth_date", "", "required"));
    for (String country : List.of("XX", "de", "DEU", "DE-", "DE-" + INPUT, INPUT)) {
      values.add(new Value("country", country, "invalid"));
    }
    for (String email : List.of(INPUT, INPUT + "@", "@" + INPUT, "a b@" + INPUT + ".org")) {
      values.add(new Value("email", email, "invalid"));
    }
    values.add(new Value("phone_number", "0" + INPUT, "invalid"));
    values.add(new Value("locale", "!" + INPUT, "invalid"));
    values.add(new Value("password", "x".repeat(7), "too_short"));
    values.add(new Value("password", "", "too_short"));
    values.add(new Value("password", "\uD83C\uDFA7".repeat(7), "too_short"));
    values.add(new Value("password", "x".repeat(257), "too_long"));
    values.add(new Value("password", "12345678\u0001", "not_text"));
    return values.stream();
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 256})
  void passwords_of_the_least_and_the_greatest_length_are_taken(int codePoints) {
    for (String character : List.of("x", " ", "\uD83C\uDFA7", "\u05d0")) {
      Listener listener = Listener.some().with("password", character.repeat(codePoints - 2) + "qz");
      assertThat(listener.signedIn(clef.client()).get("/api/v1/me").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Robert'); DROP TABLE identity.account; --",
        "<script>alert('x')</script>",
        "\uD83C\uDFA7\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67",
        "\u05d3\u05d5\u05d3 \u202eabc",
        "\u0645\u062d\u0645\u062f",
        "${jndi:ldap://localhost/a} %s %n {}",
        "\\ \" ' ` \t line\nbreak",
        "\u0130Ii\u0131"
      })
  void names_of_every_script_and_of_no_good_intention_are_kept_as_they_are(String name) {
    Client browser =
        Listener.some().with("display_name", name).with("address", name).signedIn(clef.client());
    var me = browser.get("/api/v1/me").json();
    assertThat(me.get("display_name").asString()).isEqualTo(name);
    assertThat(me.get("address").asString()).isEqualTo(name);
  }

  @Test
  void user_names_of_other_scripts_sign_in() {
    int n = 0;
    for (String name :
        List.of("\u05d3\u05d5\u05d3", "J\u00fcrgen", "\u59d0\u59d0", "<b>--", "a".repeat(240))) {
      Listener listener = Listener.some();
      listener = listener.with("username", name + (name.charAt(0) < 0x300 ? "x" + n++ : ""));
      assertThat(
              listener.signedIn(clef.client()).get("/api/v1/me").json().get("username").asString())
          .isEqualTo(listener.name());
    }
  }

  @Test
  void every_failed_sign_in_is_answered_alike() {
    Listener anna = Listener.some().registered(clef.client());
    Listener erased = Listener.some();
    erased.signedIn(clef.client()).delete("/api/v1/me", Map.of("password", erased.password()));
    Listener passwordless = Listener.some();
    UUID id =
        UUID.fromString(
            passwordless
                .signedIn(clef.client())
                .get("/api/v1/me")
                .json()
                .get("user_id")
                .asString());
    clef.keys()
        .update(
            "update keys.version_head set heads = heads - 'hashed_password' where person_id = ?",
            id);
    clef.data()
        .update("delete from vault.field where name = 'hashed_password' and user_id = ?", id);
    clef.clock().advance(Duration.ofSeconds(6));
    List<Answer> answers =
        List.of(
            signIn("nobody-at-all", "12345678"),
            signIn(anna.name(), "not the password"),
            signIn(passwordless.name(), passwordless.password()),
            signIn(erased.name(), erased.password()),
            signIn(anna.field("email"), anna.password()),
            signIn("", ""),
            signIn("x".repeat(5000), "y".repeat(5000)),
            signIn("\u0000\u202e", "\u0000"));
    assertThat(answers)
        .allSatisfy(answer -> {
          assertThat(answer.status()).isEqualTo(401);
          assertThat(answer.withoutRequestId()).isEqualTo(answers.getFirst().withoutRequestId());
          assertThat(answer.headers()).isEqualTo(answers.getFirst().headers());
        });
    assertThat(answers.getFirst().code()).isEqualTo("wrong_credentials");
  }

  private Answer signIn(String name, String password) {
    return clef.client().post("/api/v1/sign-in", Map.of("name", name, "password", password));
  }

  private static void refused(Answer answer, int status, String code, CapturedOutput output) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.headers().get("content-type")).isEqualTo("application/problem+json");
    assertThat(answer.text()).doesNotContain(INPUT, "Exception", "\\n", "at dev.clef", "xxxxxxx");
    assertThat(output.getAll()).doesNotContain(INPUT, "Exception", "\tat ");
  }
}
