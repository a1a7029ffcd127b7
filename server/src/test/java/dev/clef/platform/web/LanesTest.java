package dev.clef.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.platform.web.lanes.Lane;
import dev.clef.platform.web.lanes.LanePaths;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpMethod;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** One lane with a single place and one who may wait, in front of handlers that take theirs. */
@SpringBootTest(
    classes = {WebTestApplication.class, LanesTest.Setup.class},
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "management.server.port=0",
      "clef.tls.enabled=false",
      "clef.lanes.hashing.places=1",
      "clef.lanes.hashing.queue=1",
      "clef.lanes.hashing.deadline=30s"
    })
@Timeout(60)
class LanesTest {

  private static final int MORE_THAN_ANY_BUFFER = 64 << 20;

  @TestConfiguration(proxyBeanMethods = false)
  static class Setup {

    @Bean
    LanePaths narrow() {
      return LanePaths.of(Lane.HASHING, HttpMethod.POST, "/probe/lane/*");
    }

    @Bean
    Held held() {
      return new Held();
    }
  }

  /** Works until it is let go. */
  @RestController
  @RequestMapping("/probe/lane")
  static class Held {

    final Semaphore go = new Semaphore(0);
    final AtomicInteger begun = new AtomicInteger();
    final AtomicInteger sent = new AtomicInteger();

    @PostMapping("/{how}")
    @Nullable Object work(@PathVariable String how, HttpServletResponse response) throws Exception {
      begun.incrementAndGet();
      return switch (how) {
        case "hold" -> {
          go.acquire();
          yield "done";
        }
        case "fail" -> throw new IllegalStateException("of a test");
        case "overflow" -> throw new StackOverflowError("of a test");
        case "later" ->
            (Callable<String>)
                () -> {
                  go.acquire();
                  return "later";
                };
        case "later-fail" ->
            (Callable<String>)
                () -> {
                  throw new IllegalStateException("of a test");
                };
        case "endless" -> {
          response.getOutputStream().write(new byte[MORE_THAN_ANY_BUFFER]);
          sent.incrementAndGet();
          yield null;
        }
        default -> "done";
      };
    }
  }

  private final Held held;
  private final MeterRegistry meters;
  @LocalServerPort private int port;

  @Autowired
  LanesTest(Held held, MeterRegistry meters) {
    this.held = held;
    this.meters = meters;
  }

  @AfterEach
  void everything_is_given_back() {
    held.go.release(100);
    Awaitility.await().until(() -> running() == 0 && waiting() == 0);
    held.go.drainPermits();
    held.begun.set(0);
  }

  @Test
  void beyond_places_and_queue_the_answer_is_429_and_nothing_is_begun() throws Exception {
    CompletableFuture<HttpResponse<String>> first = sent("hold");
    Awaitility.await().until(() -> held.begun.get() == 1);
    CompletableFuture<HttpResponse<String>> second = sent("hold");
    Awaitility.await().until(() -> waiting() == 1);
    double before = refused();
    HttpResponse<String> third = post("hold");
    assertThat(third.statusCode()).isEqualTo(429);
    assertThat(third.headers().firstValue("Connection"))
        .as("the connection goes on: another costs more than the request")
        .isEmpty();
    assertThat(third.headers().firstValue("Retry-After").orElse("")).matches("[1-3]");
    assertThat(third.headers().firstValue("Content-Security-Policy")).isPresent();
    assertThat(third.body()).contains("\"code\":\"busy\"");
    assertThat(refused()).isEqualTo(before + 1);
    // Another lane does not notice.
    assertThat(web().get("/probe/fail/not").statusCode()).isEqualTo(200);
    assertThat(held.begun).hasValue(1);
    held.go.release(2);
    assertThat(first.get().body()).isEqualTo("done");
    assertThat(second.get().body()).isEqualTo("done");
    assertThat(held.begun).hasValue(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hold", "%68old"})
  void another_way_to_write_the_address_is_the_same_lane(String how) throws Exception {
    CompletableFuture<HttpResponse<String>> first = sent("hold");
    Awaitility.await().until(() -> running() == 1);
    CompletableFuture<HttpResponse<String>> second = sent(how);
    Awaitility.await().until(() -> waiting() == 1);
    held.go.release(2);
    assertThat(first.get().statusCode()).isEqualTo(200);
    assertThat(second.get().statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fail", "overflow", "later-fail"})
  void a_failure_gives_the_place_back(String how) {
    assertThat(post(how).statusCode()).isEqualTo(500);
    assertThat(post("pass").statusCode()).isEqualTo(200);
  }

  @Test
  void what_goes_on_elsewhere_holds_its_place_until_it_ends() throws Exception {
    CompletableFuture<HttpResponse<String>> later = sent("later");
    Awaitility.await().until(() -> held.begun.get() == 1);
    CompletableFuture<HttpResponse<String>> next = sent("pass");
    Awaitility.await().until(() -> waiting() == 1);
    assertThat(held.begun).hasValue(1);
    held.go.release();
    assertThat(later.get().body()).isEqualTo("later");
    assertThat(next.get().body()).isEqualTo("done");
  }

  @Test
  void who_goes_away_leaves_no_place_behind() throws Exception {
    try (Socket gone = raw("hold", "{}", 2)) {
      Awaitility.await().until(() -> held.begun.get() == 1);
      assertThat(gone.isConnected()).isTrue();
    }
    held.go.release();
    assertThat(post("pass").statusCode()).isEqualTo(200);
  }

  @Test
  void a_body_that_is_still_on_its_way_holds_no_place() throws Exception {
    try (Socket slow = raw("pass", "{", 2)) {
      assertThat(post("pass").statusCode()).isEqualTo(200);
      assertThat(running()).isZero();
      assertThat(held.begun).hasValue(1);
      slow.getOutputStream().write('}');
      assertThat(new String(slow.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
          .isEqualTo("HTTP/1.1 200");
    }
  }

  @Test
  void a_reader_who_does_not_read_holds_no_place() throws Exception {
    try (Socket deaf = raw("endless", "{}", 2)) {
      Awaitility.await().until(() -> held.begun.get() == 1);
      Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> running() == 0);
      assertThat(held.sent).as("still on its way").hasValue(0);
      assertThat(deaf.isConnected()).isTrue();
      assertThat(post("pass").statusCode()).isEqualTo(200);
    }
  }

  private Web web() {
    return Web.plain(port);
  }

  private HttpResponse<String> post(String how) {
    return web().post("/probe/lane/" + how, "{}");
  }

  private CompletableFuture<HttpResponse<String>> sent(String how) {
    return CompletableFuture.supplyAsync(() -> post(how), task -> Thread.ofVirtual().start(task));
  }

  private Socket raw(String how, String body, int length) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket
        .getOutputStream()
        .write(
            ("POST /probe/lane/%s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: %d\r\n\r\n%s")
                .formatted(how, length, body)
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private double running() {
    return meters.get("clef.lane.running").tag("lane", "hashing").gauge().value();
  }

  private double waiting() {
    return meters.get("clef.lane.waiting").tag("lane", "hashing").gauge().value();
  }

  private double refused() {
    return meters.get("clef.lane.refused").tag("lane", "hashing").counter().count();
  }
}
