package dev.clef.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(
    classes = WebTestApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"management.server.port=0", "clef.tls.enabled=false"})
@ExtendWith(OutputCaptureExtension.class)
class ProblemsTest {

  @LocalServerPort private int port;

  @Test
  void an_unknown_address_is_not_told_apart_from_a_closed_one_until_signed_in(
      CapturedOutput output) {
    expect(web().get("/nothing"), 401, "not_signed_in");
    expect(signedIn("/nothing/zzz_input?x=zzz_input"), 404, "not_found");
    assertThat(output.getAll()).doesNotContain("zzz_input");
  }

  @Test
  void the_document_has_the_members_of_rfc_9457_and_no_more() {
    HttpResponse<String> answer = web().get("/nothing");
    assertThat(answer.body())
        .matches(
            "\\{\"type\":\"urn:clef:problem:not_signed_in\",\"title\":\"You need to sign in"
                + " first.\",\"status\":401,\"code\":\"not_signed_in\",\"request_id\":\"[0-9a-f-]{36}\"}");
  }

  @Test
  void the_request_id_is_ours_even_when_the_client_sends_one() {
    HttpResponse<String> answer =
        web().send(web().to("/nothing").header(RequestId.HEADER, "zzz_input"));
    String id = answer.headers().firstValue(RequestId.HEADER).orElseThrow();
    assertThat(id).hasSize(36);
    assertThat(answer.body()).contains(id);
  }

  @Test
  void a_wrong_method_names_the_right_ones() {
    HttpResponse<String> answer = web().get("/probe");
    expect(answer, 405, "method_not_allowed");
    assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
  }

  @Test
  void a_body_that_is_not_json_is_refused() {
    HttpRequest.Builder form =
        web()
            .to("/probe")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString("user_name=zzz_input"));
    expect(web().send(form), 415, "unsupported_media_type");
  }

  @Test
  void an_answer_the_client_does_not_accept_is_refused_as_a_problem_all_the_same() {
    HttpRequest.Builder xml =
        web()
            .to("/probe")
            .header("Content-Type", "application/json")
            .header("Accept", "application/xml")
            .POST(HttpRequest.BodyPublishers.ofString("{\"user_name\":\"anna\"}"));
    expect(web().send(xml), 406, "not_acceptable");
  }

  @Test
  void wrong_parameters_are_named_and_not_repeated() {
    expect(
        web().get("/probe/number/zzz_input?reference=018f4e3c-0000-7000-8000-000000000000"),
        400,
        "invalid_fields");
    assertThat(web().get("/probe/number/1?reference=zzz_input").body())
        .contains("{\"field\":\"reference\",\"code\":\"invalid\"}")
        .doesNotContain("zzz_input");
    assertThat(web().get("/probe/number/1").body())
        .contains("{\"field\":\"reference\",\"code\":\"required\"}");
  }

  @Test
  void what_nobody_foresaw_is_logged_by_shape_and_id_only(CapturedOutput output) {
    HttpResponse<String> answer = web().get("/probe/fail/unexpected");
    expect(answer, 500, "unexpected");
    assertThat(answer.body()).doesNotContain("anna").doesNotContain("IllegalState");
    String id = answer.headers().firstValue(RequestId.HEADER).orElseThrow();
    assertThat(output.getAll())
        .contains(id)
        .contains("java.lang.IllegalStateException")
        .contains("ProbeController.java")
        .doesNotContain("zzz_input");
  }

  @Test
  void an_error_of_the_machine_is_answered_too(CapturedOutput output) {
    expect(web().get("/probe/fail/overflow"), 500, "unexpected");
    assertThat(output.getAll()).doesNotContain("zzz_input");
  }

  @Test
  void an_outage_says_when_to_come_back() {
    HttpResponse<String> answer = web().get("/probe/fail/outage");
    expect(answer, 503, "unavailable");
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
  }

  @Test
  void a_refusal_of_a_controller_is_a_403() {
    expect(web().get("/probe/fail/denied"), 403, "forbidden");
  }

  @Test
  void a_secret_is_never_written() {
    HttpResponse<String> answer = web().get("/probe/fail/secret");
    expect(answer, 500, "unexpected");
    assertThat(answer.body()).doesNotContain("hunter2");
  }

  @Test
  void what_the_firewall_rejects_is_a_problem_too() {
    expect(web().get("/probe/%2e%2e/zzz_input;a=b//x"), 400, "malformed_request");
  }

  @Test
  void too_many_requests_are_told_how_long_to_wait() {
    web().get("/probe/limited");
    web().get("/probe/limited");
    HttpResponse<String> answer = web().get("/probe/limited");
    expect(answer, 429, "rate_limited");
    assertThat(Integer.parseInt(answer.headers().firstValue("Retry-After").orElseThrow()))
        .isBetween(80, 90);
  }

  @Test
  void an_address_with_a_rule_takes_its_own_type_and_size() {
    assertThat(csv(1024 * 1024).body()).isEqualTo("1048576");
    expect(csv(1024 * 1024 + 1), 413, "body_too_large");
    expect(web().post("/probe/large/csv", "{}"), 415, "unsupported_media_type");
  }

  private HttpResponse<String> csv(int sizeBytes) {
    return web()
        .send(
            web()
                .to("/probe/large/csv")
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[sizeBytes])));
  }

  private HttpResponse<String> signedIn(String path) {
    return web().send(web().to(path).header("Authorization", "Bearer test"));
  }

  private static void expect(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.body())
        .contains("\"code\":\"" + code + "\"")
        .doesNotContain("zzz_input")
        .doesNotContain("Exception")
        .doesNotContain("Tomcat");
  }

  private Web web() {
    return Web.plain(port);
  }
}
