package dev.clef.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(
    classes = WebTestApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "management.server.port=0",
      "clef.tls.enabled=false",
      "clef.web.origins=https://id.example.org"
    })
class SecurityTest {

  @LocalServerPort private int port;
  @LocalManagementPort private int managementPort;

  @ParameterizedTest
  @CsvSource({
    // site, origin, cookie, token, passes
    "same-origin, -, s=1, -, true",
    "none, -, s=1, -, true",
    "same-site, -, s=1, -, false",
    "cross-site, -, s=1, -, false",
    "cross-site, -, -, -, false",
    "cross-site, OWN, -, -, false",
    "nonsense, -, s=1, -, false",
    "-, OWN, s=1, -, true",
    "-, https://id.example.org, s=1, -, true",
    "-, https://evil.example, s=1, -, false",
    "-, https://evil.example, -, -, false",
    "-, null, s=1, -, false",
    "-, -, s=1, -, false",
    "-, -, -, -, true",
    "cross-site, -, -, Bearer test, true",
    "cross-site, -, s=1, Bearer test, false",
  })
  void only_our_own_pages_and_programs_without_cookies_may_change_things(
      String site, String origin, String cookie, String token, boolean passes) {
    Web web = Web.plain(port);
    HttpRequest.Builder request =
        web.to("/probe")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"user_name\":\"anna\"}"));
    header(request, "Sec-Fetch-Site", site);
    header(request, "Origin", origin.equals("OWN") ? "http://LocalHost:" + port : origin);
    header(request, "Cookie", cookie);
    header(request, "Authorization", token);
    HttpResponse<String> answer = web.send(request);
    assertThat(answer.statusCode()).isEqualTo(passes ? 200 : 403);
    assertThat(answer.body()).contains(passes ? "anna" : "cross_site");
  }

  @Test
  void every_answer_carries_the_headers_and_no_cookie() {
    for (String path : new String[] {"/nothing", "/probe/fail/no", "/probe/fail/unexpected"}) {
      HttpResponse<String> answer = Web.plain(port).get(path);
      assertThat(answer.headers().map())
          .containsKeys(
              "content-security-policy",
              "permissions-policy",
              "cross-origin-opener-policy",
              "cross-origin-resource-policy",
              "x-request-id")
          .doesNotContainKeys("set-cookie", "server");
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
      assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
      assertThat(answer.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
          .startsWith("default-src 'none'")
          .doesNotContain("unsafe");
    }
  }

  @Test
  void health_and_metrics_answer_on_their_own_port_without_sign_in() {
    Web management = Web.plain(managementPort);
    for (String path : new String[] {"", "/liveness", "/readiness"}) {
      HttpResponse<String> health = management.get("/actuator/health" + path);
      assertThat(health.statusCode()).isEqualTo(200);
      assertThat(health.body()).contains("\"status\":\"UP\"").doesNotContain("components");
    }
    HttpResponse<String> metrics = management.get("/actuator/prometheus");
    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.body()).contains("jvm_memory_used_bytes");
  }

  @Test
  void nothing_else_answers_there_and_they_do_not_answer_elsewhere() {
    Web management = Web.plain(managementPort);
    for (String path :
        new String[] {"/", "/actuator", "/actuator/env", "/actuator/heapdump", "/probe/fail/no"}) {
      HttpResponse<String> answer =
          management.send(management.to(path).header("Authorization", "Bearer test"));
      assertThat(answer.statusCode()).as(path).isBetween(401, 404);
      assertThat(answer.body()).doesNotContain("Tomcat").doesNotContain("trace");
    }
    Web main = Web.plain(port);
    HttpResponse<String> signedIn =
        main.send(main.to("/actuator/health").header("Authorization", "Bearer test"));
    assertThat(signedIn.statusCode()).isEqualTo(404);
  }

  private static void header(HttpRequest.Builder request, String name, String value) {
    if (!value.equals("-")) {
      request.header(name, value);
    }
  }
}
