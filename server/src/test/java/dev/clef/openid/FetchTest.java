package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.testing.DocumentServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What is fetched because somebody registered an address, and from whom. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class FetchTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
  private static final int MOST = FetchExchange.MAX_BODY_BYTES;
  private static final Duration SHORT = Duration.ofSeconds(1);

  private final List<Fetch> made = new ArrayList<>();
  private final DocumentServer server = DocumentServer.start();

  @BeforeAll
  void publish() {
    server.publish("/good", List.of("good"));
  }

  @AfterEach
  void close() {
    made.forEach(Fetch::close);
    made.clear();
  }

  @AfterAll
  void stop() throws IOException {
    server.close();
  }

  private Fetch fetch(List<String> internal, Fetch.Names names, Duration whole) {
    Fetch fetch =
        new Fetch(
            new FetchSettings(internal, List.of(443, server.port())),
            names,
            server::trusting,
            whole);
    made.add(fetch);
    return fetch;
  }

  /** One that may ask this machine. */
  private Fetch inside() {
    return fetch(
        List.of("localhost:" + server.port()), InetAddress::getAllByName, Duration.ofSeconds(10));
  }

  private void refused(String document, String why) {
    assertThatThrownBy(() -> inside().json(document))
        .as(document)
        .isInstanceOf(IOException.class)
        .hasMessage(why);
  }

  @Test
  void a_document_is_fetched_however_it_is_sent() throws IOException {
    assertThat(inside().json(server.at("/good")).get(0).asString()).isEqualTo("good");
    for (String body :
        List.of(
            "\r\n[\"good\"]",
            "Transfer-Encoding: chunked\r\n\r\n3;x=y\r\n[\"g\r\n5\r\nood\"]\r\n0\r\n\r\n",
            "content-length: 8\r\n\r\n[\"good\"]and more")) {
      server.raw("/sent", OK + body);
      assertThat(inside().json(server.at("/sent")).get(0).asString()).isEqualTo("good");
    }
    String keys = server.publish("/jwk", "application/jwk-set+json; charset=utf-8", "{}");
    assertThat(inside().json(keys).isEmpty()).isTrue();
    String large = "\"" + "x".repeat(MOST - 2) + "\"";
    String document = server.publish("/large", "application/json", large);
    assertThat(inside().json(document).asString()).hasSize(MOST - 2);
  }

  @Test
  void every_address_that_is_not_of_the_public_network_is_refused_before_anybody_is_greeted() {
    int before = server.asked().size();
    for (String address :
        List.of(
            "127.0.0.1",
            "127.255.255.254",
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.127.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "198.51.100.1",
            "203.0.113.1",
            "192.88.99.1",
            "198.18.0.1",
            "198.19.255.255",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::7f00:1",
            "100::1",
            "2001::1",
            "2001:2::1",
            "2001:20::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "3fff::1",
            "fc00::1",
            "fdff::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "ff0e::1")) {
      for (List<String> found : List.of(List.of(address), List.of("1.1.1.1", address))) {
        Fetch fetch = fetch(List.of(), host -> addresses(found), Duration.ofSeconds(10));
        assertThatThrownBy(() -> fetch.json("https://keys.example:" + server.port() + "/good"))
            .as(found.toString())
            .isInstanceOf(IOException.class)
            .hasMessage("an address of a private network");
      }
    }
    assertThat(server.asked()).hasSize(before);
  }

  private static InetAddress[] addresses(List<String> texts) throws UnknownHostException {
    List<InetAddress> addresses = new ArrayList<>();
    for (String text : texts) {
      addresses.add(InetAddress.getByName(text));
    }
    return addresses.toArray(InetAddress[]::new);
  }

  @Test
  void addresses_written_otherwise_lead_to_the_same_judgement() {
    Fetch fetch = fetch(List.of(), InetAddress::getAllByName, Duration.ofSeconds(10));
    for (String host :
        List.of("127.0.0.1", "2130706433", "127.1", "[::1]", "[::ffff:7f00:1]", "localhost")) {
      assertThatThrownBy(() -> fetch.json("https://" + host + ":" + server.port() + "/good"))
          .as(host)
          .isInstanceOf(IOException.class)
          .message()
          .isIn("an address of a private network", "not an address to ask", "no answer");
    }
  }

  @Test
  void what_an_address_looks_like_is_judged_before_its_name_is_looked_up() {
    AtomicInteger lookedUp = new AtomicInteger();
    Fetch fetch =
        fetch(
            List.of("inside.example:8443", "usual.example"),
            host -> {
              lookedUp.incrementAndGet();
              throw new UnknownHostException();
            },
            SHORT);
    for (String wrong :
        List.of(
            "http://keys.example/",
            "ftp://keys.example/",
            "HTTPS://keys.example/",
            "https://keys.example:8443/",
            "https://keys.example:22/",
            "https://inside.example:8444/",
            "https://usual.example:8443/",
            "https://user@keys.example/",
            "https://user:pass@keys.example/",
            "https://keys.example/#part",
            "https:///keys",
            "https:keys.example",
            "//keys.example/",
            "keys.example",
            "https://keys.example/a b",
            "https://keys.example/\r\nHost: x",
            "https://127.0.0.1/keys",
            "https://10.0.0.7/",
            "https://[::1]/",
            "https://keys.example/ä",
            "https://keys.example/" + "x".repeat(512),
            "")) {
      assertThat(fetch.mayAsk(wrong)).as(wrong).isFalse();
      assertThatThrownBy(() -> fetch.json(wrong)).hasMessage("not an address to ask");
    }
    assertThat(fetch.mayAsk(null)).isFalse();
    assertThat(lookedUp).hasValue(0);
    for (String good :
        List.of(
            "https://keys.example",
            "https://keys.example/jwks?x=1",
            "https://keys.example:443/",
            "https://INSIDE.example:8443/",
            "https://usual.example/",
            "https://93.184.215.14/")) {
      assertThat(fetch.mayAsk(good)).as(good).isTrue();
    }
  }

  @Test
  void a_name_is_looked_up_once_and_the_address_that_was_judged_is_spoken_to() throws IOException {
    AtomicInteger lookedUp = new AtomicInteger();
    Fetch.Names changing =
        host -> addresses(List.of(lookedUp.getAndIncrement() == 0 ? "127.0.0.1" : "127.66.66.66"));
    // A name no other resolver knows: whoever looks it up again finds nothing.
    Fetch fetch = fetch(List.of("keys.example:" + server.port()), changing, Duration.ofSeconds(10));
    assertThat(fetch.json("https://keys.example:" + server.port() + "/good").size()).isEqualTo(1);
    assertThat(lookedUp).hasValue(1);
  }

  @Test
  void the_certificate_has_to_be_for_the_name_and_by_somebody_trusted() {
    Fetch.Names here = host -> addresses(List.of("127.0.0.1"));
    int before = server.asked().size();
    Fetch fetch = fetch(List.of("other.example:" + server.port()), here, Duration.ofSeconds(10));
    assertThatThrownBy(() -> fetch.json("https://other.example:" + server.port() + "/good"))
        .hasMessage("no answer");
    FetchSettings settings = new FetchSettings(List.of("localhost:" + server.port()), List.of(443));
    try (Fetch trustsTheUsual = new Fetch(settings)) {
      assertThatThrownBy(() -> trustsTheUsual.json(server.at("/good"))).hasMessage("no answer");
    }
    assertThat(server.asked()).hasSize(before);
  }

  @Test
  void no_redirect_is_followed() {
    for (String status : List.of("301 Moved", "302 Found", "303 See", "307 T", "308 P")) {
      server.raw(
          "/moved",
          "HTTP/1.1 " + status + "\r\nLocation: /good\r\nContent-Type: application/json\r\n\r\n[]");
      int before = server.asked().size();
      refused(server.at("/moved"), "another answer than 200");
      assertThat(server.asked()).hasSize(before + 1);
    }
  }

  @Test
  void only_json_of_a_limited_size_is_taken() {
    refused(server.raw("/w", "HTTP/1.1 404 Not Found\r\n\r\n"), "another answer than 200");
    refused(server.raw("/w", "HTTP/1.1 206 Part\r\n\r\n"), "another answer than 200");
    refused(server.raw("/w", "SSH-2.0-OpenSSH\r\n"), "another answer than 200");
    refused(server.publish("/w", "text/html", "[]"), "another kind of document");
    refused(server.raw("/w", "HTTP/1.1 200 OK\r\n\r\n[]"), "another kind of document");
    refused(server.raw("/w", OK + "Content-Encoding: gzip\r\n\r\n[]"), "another kind of document");
    refused(server.publish("/w", "application/json", "[1"), "no JSON");
    refused(server.raw("/w", OK + "Content-Length: 65537\r\n\r\n"), "an answer that is too large");
    refused(server.raw("/w", OK + "Content-Length: 1e3\r\n\r\n"), "an answer that is too large");
    refused(server.raw("/w", OK + "\r\n" + "1".repeat(MOST + 1)), "an answer that is too large");
    refused(
        server.raw("/w", OK + "Transfer-Encoding: chunked\r\n\r\n10001\r\n"),
        "an answer that is too large");
    refused(
        server.raw(
            "/w",
            OK
                + "Transfer-Encoding: chunked\r\n\r\n"
                + ("1000\r\n" + "1".repeat(4096) + "\r\n").repeat(17)),
        "an answer that is too large");
    refused(
        server.raw("/w", OK + "X: " + "x".repeat(20_000) + "\r\n\r\n"),
        "an answer that is too large");
    refused(
        server.raw("/w", OK + ("X: " + "x".repeat(1_000) + "\r\n").repeat(100) + "\r\n[]"),
        "an answer that is too large");
    refused(server.raw("/w", OK + "Content-Length: 9\r\n\r\n[]"), "an answer that was cut off");
  }

  @Test
  void who_is_slow_at_any_step_is_not_waited_for() throws IOException {
    server.answer(
        "/slow",
        out -> {
          for (byte one : (OK + "\r\n[]").getBytes(StandardCharsets.US_ASCII)) {
            out.write(one);
            out.flush();
            Thread.sleep(300);
          }
        });
    Fetch slowly = fetch(List.of("localhost:" + server.port()), InetAddress::getAllByName, SHORT);
    inTime(() -> slowly.json(server.at("/slow")));
    CountDownLatch never = new CountDownLatch(1);
    Fetch.Names slowNames =
        host -> {
          try {
            never.await(20, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          throw new UnknownHostException();
        };
    Fetch looking = fetch(List.of("localhost:" + server.port()), slowNames, SHORT);
    inTime(() -> looking.json(server.at("/good")));
    // Takes the connection and says nothing.
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Fetch shaking =
          fetch(List.of("localhost:" + silent.getLocalPort()), InetAddress::getAllByName, SHORT);
      inTime(() -> shaking.json("https://localhost:" + silent.getLocalPort() + "/"));
    }
  }

  private static void inTime(ThrowingCallable fetching) {
    long start = System.nanoTime();
    assertThatThrownBy(fetching).isInstanceOf(IOException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SHORT.multipliedBy(2));
  }

  @Test
  void only_so_many_wait_at_once_and_the_next_one_hears_so() throws Exception {
    CountDownLatch waiting = new CountDownLatch(Fetch.AT_ONCE);
    CountDownLatch go = new CountDownLatch(1);
    server.answer(
        "/held",
        out -> {
          waiting.countDown();
          go.await();
          out.write((OK + "\r\n[]").getBytes(StandardCharsets.US_ASCII));
        });
    Fetch fetch = inside();
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> held = new ArrayList<>();
      for (int i = 0; i < Fetch.AT_ONCE; i++) {
        held.add(pool.submit(() -> fetch.json(server.at("/held"))));
      }
      waiting.await();
      assertThatThrownBy(() -> fetch.json(server.at("/good")))
          .isInstanceOfSatisfying(
              Problem.class, problem -> assertThat(problem.type()).isEqualTo(CommonProblem.BUSY));
      go.countDown();
      for (Future<?> one : held) {
        one.get();
      }
    }
    assertThat(fetch.json(server.at("/good")).size()).isEqualTo(1);
  }

  @Test
  void nothing_is_fetched_in_a_transaction() {
    TransactionSynchronizationManager.setActualTransactionActive(true);
    try {
      assertThatThrownBy(() -> inside().json(server.at("/good")))
          .isInstanceOf(IllegalStateException.class);
    } finally {
      TransactionSynchronizationManager.setActualTransactionActive(false);
    }
  }

  @Test
  void settings_that_make_no_sense_are_refused_by_name() {
    for (String host : List.of("https://x.example", "X.example", "x.example:", "x.example:0", "")) {
      assertThatThrownBy(() -> new FetchSettings(List.of(host), List.of(443)))
          .as(host)
          .hasMessageStartingWith("clef.openid.fetch.internal-hosts");
    }
    assertThatThrownBy(() -> new FetchSettings(List.of(), List.of(0)))
        .hasMessageStartingWith("clef.openid.fetch.ports");
  }

  /** Nobody listens at the first address of the name; somebody does at the next. */
  @Test
  void the_next_address_of_a_name_is_tried() throws IOException {
    Fetch fetch =
        fetch(
            List.of("keys.example:" + server.port()),
            host -> addresses(List.of("127.0.0.2", "127.0.0.1")),
            Duration.ofSeconds(10));
    assertThat(fetch.json("https://keys.example:" + server.port() + "/good").size()).isEqualTo(1);
  }
}
