package dev.clef.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What no HTTP client would send. */
@SpringBootTest(
    classes = WebTestApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"management.server.port=0", "clef.tls.enabled=false"})
class RawHttpTest {

  private static final String JSON = "Content-Type: application/json";

  @LocalServerPort private int port;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /zzz_input|{} HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "G\u0001T /zzz_input HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /zzz_input HTTP/9.9\r\nHost: localhost\r\n\r\n",
        "GET /zzz_input HTTP/1.1\r\n\r\n",
        "GET /zzz_input HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /zzz_input HTTP/1.1\r\nHost: zzz_input_host/\r\n\r\n",
        "GET /zzz_input HTTP/1.1\r\nHost: localhost\r\nzzz_input\u0001: x\r\n\r\n",
        "GET /%zz_input HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /probe/%00zzz_input HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "POST /probe HTTP/1.1\r\nHost: localhost\r\nContent-Length: zzz_input\r\n\r\n",
        "POST /probe HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST /probe HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: zzz_input\r\n\r\n",
        "zzz_input\r\n\r\n",
      })
  void what_cannot_be_parsed_gets_a_bare_refusal(String request) throws IOException {
    String answer = exchange(request);
    assertThat(answer)
        .matches("(?s)HTTP/1.1 (400|404|501|505) .*")
        .contains("application/problem+json")
        .contains("urn:clef:problem:")
        .doesNotContain("zzz_input")
        .doesNotContain("Tomcat")
        .doesNotContain("Exception")
        .doesNotContain("<html")
        .doesNotContain("\r\nServer:");
  }

  @Test
  void headers_without_end_are_cut_off() throws IOException {
    String answer =
        exchange(
            "GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + "zzz_input".repeat(2000) + "\r\n\r\n");
    assertThat(answer)
        .startsWith("HTTP/1.1 4")
        .doesNotContain("zzz_input")
        .doesNotContain("Tomcat");
  }

  @Test
  void trace_is_not_spoken() throws IOException {
    String answer = exchange("TRACE /probe HTTP/1.1\r\nHost: localhost\r\nX-A: zzz_input\r\n\r\n");
    assertThat(answer).matches("(?s)HTTP/1.1 4.*").doesNotContain("zzz_input");
  }

  @Test
  void a_chunked_body_is_measured_as_it_arrives() throws IOException {
    StringBuilder request =
        new StringBuilder(post("Connection: close", JSON, "Transfer-Encoding: chunked"));
    for (int i = 0; i < 17; i++) {
      request.append("1000\r\n").append(" ".repeat(4096)).append("\r\n");
    }
    assertThat(exchange(request + "0\r\n\r\n"))
        .startsWith("HTTP/1.1 413")
        .contains("body_too_large");
  }

  @Test
  void a_body_too_large_by_its_own_account_is_refused_before_it_arrives() throws IOException {
    String answer = exchange(post(JSON, "Content-Length: 65537"));
    assertThat(answer).startsWith("HTTP/1.1 413").contains("body_too_large");
  }

  @Test
  void a_body_without_a_type_or_in_another_charset_is_refused() throws IOException {
    assertThat(typed("X-Nothing: x")).startsWith("HTTP/1.1 415");
    assertThat(typed("Content-Type: application/json; charset=utf-16")).startsWith("HTTP/1.1 415");
    assertThat(typed("Content-Type: text/plain")).startsWith("HTTP/1.1 415");
    assertThat(typed("Content-Type: Application/JSON; charset=\"UTF-8\""))
        .startsWith("HTTP/1.1 400")
        .contains("user_name");
  }

  @Test
  void an_answer_is_sent_whole_and_says_how_long_it_is() throws IOException {
    String answer =
        exchange(
            "POST /probe/free HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + JSON
                + "\r\nContent-Length: 7\r\n\r\n{\"a\":1}");
    assertThat(answer)
        .startsWith("HTTP/1.1 200")
        .contains("\r\nContent-Length: 7\r\n")
        .doesNotContain("Transfer-Encoding")
        .endsWith("\r\n\r\n{\"a\":1}");
  }

  private String typed(String header) throws IOException {
    return exchange(post("Connection: close", "Content-Length: 2", header) + "{}");
  }

  private static String post(String... headers) {
    return "POST /probe HTTP/1.1\r\nHost: localhost\r\n"
        + String.join("\r\n", headers)
        + "\r\n\r\n";
  }

  /** Sends, then reads until the server closes or is silent for half a second. */
  private String exchange(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(500);
      StringBuilder answer = new StringBuilder();
      try {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        byte[] buffer = new byte[8192];
        int count = socket.getInputStream().read(buffer);
        while (count > 0) {
          answer.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
          count = socket.getInputStream().read(buffer);
        }
      } catch (IOException _) {
        // Silence or a reset: what was read until then is the answer.
      }
      return answer.toString();
    }
  }
}
