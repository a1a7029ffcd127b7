package dev.clef.audit.timestamps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.clef.audit.timestamps.TimestampRequest.Answer;
import dev.clef.ledger.TimeStamp;
import dev.clef.ledger.TimeStampAnchors;
import dev.clef.ledger.TimeStampRefused;
import dev.clef.ledger.TimeStampRefused.Reason;
import dev.clef.platform.Randomness;
import dev.clef.testing.OpensslAuthority;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of authorities: those that hold, and each way one does not. */
class TimestampAnswersTest {

  private static final Duration SKEW = Duration.ofMinutes(5);
  private static final String TEXT =
      "log.example\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";

  private final Randomness randomness = new Randomness();
  private final Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS);
  private final TimestampRequest request = TimestampRequest.over(TEXT, "", randomness);

  @ParameterizedTest
  @ValueSource(strings = {"ec", "rsa:2048"})
  void an_answer_of_openssl_holds(String key, @TempDir Path folder) throws Exception {
    try (OpensslAuthority openssl = OpensslAuthority.start(folder, key)) {
      byte[] reply = new HttpAuthority(openssl.address(), SKEW).ask(request.encoded());
      Answer answer = request.check(reply, anchors(openssl.root()), now, SKEW, Optional.empty());
      assertThat(answer.chain()).hasSize(2);
      assertThat(answer.stamp().authority()).isEqualTo("CN=Their time-stamps,O=Somebody else");
      assertThat(answer.stamp().policy()).isEqualTo(OpensslAuthority.POLICY);
      assertThat(answer.stamp().accuracy()).isEqualTo(Duration.ofMillis(1500));
      assertThat(answer.stamp().isTrial()).isFalse();
      assertThat(answer.stamp().at()).isBetween(now.minusSeconds(1), now.plusSeconds(60));
    }
  }

  @Test
  void a_policy_that_is_asked_for_is_the_one_of_the_token(@TempDir Path folder) throws Exception {
    try (OpensslAuthority openssl = OpensslAuthority.start(folder, "ec")) {
      TimestampRequest other =
          TimestampRequest.over(TEXT, OpensslAuthority.OTHER_POLICY, randomness);
      byte[] reply = openssl.reply(other.encoded());
      assertThat(
              other
                  .check(reply, anchors(openssl.root()), now, SKEW, Optional.empty())
                  .stamp()
                  .policy())
          .isEqualTo(OpensslAuthority.OTHER_POLICY);
      TimestampRequest third = new TimestampRequest(TEXT, other.nonce(), "1.2.3");
      assertThat(reason(third, reply)).isEqualTo(Reason.WRONG_POLICY);
      assertThat(reason(third, openssl.reply(third.encoded()))).isEqualTo(Reason.REJECTED);
    }
  }

  @Test
  void an_authority_nobody_trusts_is_refused(@TempDir Path folder) throws Exception {
    try (OpensslAuthority openssl = OpensslAuthority.start(folder.resolve("one"), "ec");
        OpensslAuthority another = OpensslAuthority.start(folder.resolve("two"), "ec")) {
      byte[] reply = openssl.reply(request.encoded());
      assertThat(
              refused(
                  () -> request.check(reply, anchors(another.root()), now, SKEW, Optional.empty())))
          .isEqualTo(Reason.NOT_ANCHORED);
      assertThat(request.check(reply, Optional.empty(), now, SKEW, Optional.empty()).chain())
          .hasSize(2);
    }
  }

  @Test
  void each_wrong_answer_is_refused_by_name() {
    Forger forger = Forger.proper(now.minusSeconds(60));
    byte[] good = forger.reply(request, now);
    assertThat(check(request, good).stamp().signer()).isEqualTo(forger.certificate);
    TimestampRequest otherNonce = TimestampRequest.over(TEXT, "", randomness);
    assertThat(reason(otherNonce, good)).isEqualTo(Reason.WRONG_NONCE);
    TimestampRequest otherText = new TimestampRequest(TEXT + "\n", request.nonce(), "");
    assertThat(reason(otherText, good)).isEqualTo(Reason.WRONG_IMPRINT);
    for (int status : new int[] {2, 3, 4, 5, 77}) {
      assertThat(reason(request, Forger.refusal(status))).isEqualTo(Reason.REJECTED);
    }
    assertThat(reason(request, Forger.refusal(0))).isEqualTo(Reason.MALFORMED);
    for (byte[] garbage :
        List.of(
            new byte[0],
            new byte[1000],
            "<html>busy</html>".getBytes(StandardCharsets.US_ASCII),
            java.util.Arrays.copyOf(good, good.length - 1),
            java.util.Arrays.copyOf(good, good.length + 1),
            new byte[TimeStamp.MAX_BYTES + 1])) {
      assertThat(reason(request, garbage)).isEqualTo(Reason.MALFORMED);
    }
  }

  @Test
  void each_wrong_certificate_is_refused_by_name() {
    Instant from = now.minusSeconds(60);
    Instant until = now.plusSeconds(60);
    KeyPurposeId stamping = KeyPurposeId.id_kp_timeStamping;
    Forger none = Forger.with(from, until, true);
    assertThat(reason(request, none.reply(request, now))).isEqualTo(Reason.NOT_FOR_TIMESTAMPING);
    Forger lax = Forger.with(from, until, false, stamping);
    assertThat(reason(request, lax.reply(request, now))).isEqualTo(Reason.NOT_FOR_TIMESTAMPING);
    Forger both = Forger.with(from, until, true, stamping, KeyPurposeId.id_kp_serverAuth);
    assertThat(reason(request, both.reply(request, now))).isEqualTo(Reason.NOT_FOR_TIMESTAMPING);
    Forger expired = Forger.with(from, now.minusSeconds(1), true, stamping);
    assertThat(reason(request, expired.reply(request, now))).isEqualTo(Reason.OUTSIDE_VALIDITY);
    Forger early = Forger.with(now.plusSeconds(1), until, true, stamping);
    assertThat(reason(request, early.reply(request, now))).isEqualTo(Reason.OUTSIDE_VALIDITY);
    Forger proper = Forger.proper(from);
    assertThat(reason(request, proper.reply(request, now, none.certificate, true)))
        .isEqualTo(Reason.WRONG_CERTIFICATE);
    assertThat(reason(request, proper.reply(request, now, proper.certificate, false)))
        .isEqualTo(Reason.NO_CERTIFICATE);
  }

  @Test
  void a_time_that_is_far_off_or_goes_backwards_is_refused() {
    Forger forger = Forger.proper(now.minusSeconds(3600));
    assertThat(reason(request, forger.reply(request, now.plusSeconds(301))))
        .isEqualTo(Reason.WRONG_TIME);
    assertThat(reason(request, forger.reply(request, now.minusSeconds(301))))
        .isEqualTo(Reason.WRONG_TIME);
    byte[] reply = forger.reply(request, now.minusSeconds(2));
    assertThat(
            refused(() ->
                request.check(
                    reply, Optional.empty(), now, SKEW, Optional.of(now.minusSeconds(1)))))
        .isEqualTo(Reason.OUT_OF_ORDER);
  }

  /**
   * A bit that nothing protects may change nothing that is believed: granted becomes granted with
   * modifications, a letter of the issuer's name its capital.
   */
  @Test
  void no_flipped_byte_changes_what_a_token_says() {
    byte[] good = Forger.proper(now.minusSeconds(60)).reply(request, now);
    Answer meant = check(request, good);
    Map<String, Integer> outcomes = new HashMap<>();
    for (int at = 0; at < good.length; at++) {
      for (int bit : new int[] {0x01, 0x20, 0x80}) {
        byte[] bad = good.clone();
        bad[at] ^= (byte) bit;
        String outcome;
        try {
          Answer answer = check(request, bad);
          outcome = "accepted";
          assertThat(answer.stamp()).as("byte %d", at).isEqualTo(meant.stamp());
        } catch (TimeStampRefused e) {
          outcome = e.reason().name();
        }
        outcomes.merge(outcome, 1, Integer::sum);
      }
    }
    System.out.println("Flipped bits of a token of " + good.length + " bytes: " + outcomes);
    assertThat(outcomes)
        .containsKeys("ALTERED", "WRONG_SIGNATURE", "MALFORMED", "WRONG_CERTIFICATE");
    assertThat(outcomes.getOrDefault("accepted", 0)).isLessThan(10);
  }

  @Test
  void bouncycastle_believes_what_we_believe() throws Exception {
    Forger forger = Forger.proper(now.minusSeconds(60));
    TimeStampResponse reply = new TimeStampResponse(forger.reply(request, now));
    reply
        .getTimeStampToken()
        .validate(new JcaSimpleSignerInfoVerifierBuilder().build(forger.certificate));
    byte[] expired =
        Forger.with(now.minusSeconds(9), now.minusSeconds(1), true, KeyPurposeId.id_kp_timeStamping)
            .reply(request, now);
    TimeStampResponse bad = new TimeStampResponse(expired);
    assertThatThrownBy(() ->
            bad.getTimeStampToken()
                .validate(new JcaSimpleSignerInfoVerifierBuilder().build(forger.certificate)))
        .isInstanceOf(TSPException.class);
  }

  @Test
  void an_authority_that_is_away_or_talks_nonsense_is_named() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/large",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new byte[TimeStamp.MAX_BYTES + 1]);
          }
        });
    server.createContext(
        "/busy",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(503, -1);
          }
        });
    server.createContext(
        "/moved",
        exchange -> {
          try (exchange) {
            exchange.getResponseHeaders().add("Location", "/busy");
            exchange.sendResponseHeaders(302, -1);
          }
        });
    server.start();
    try {
      String base = "http://127.0.0.1:" + server.getAddress().getPort();
      assertThat(failure(base + "/large")).contains("more than 65536 bytes");
      assertThat(failure(base + "/busy")).contains("status 503");
      assertThat(failure(base + "/moved")).contains("status 302");
    } finally {
      server.stop(0);
    }
    assertThat(failure("http://127.0.0.1:" + server.getAddress().getPort())).contains("reached");
  }

  /** Before the answer begins, and in the middle of it. */
  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf of it"})
  void an_authority_that_hangs_is_given_up(String said) throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> {
        try {
          OutputStream out = socket.accept().getOutputStream();
          out.write(said.getBytes(StandardCharsets.US_ASCII));
          out.flush();
        } catch (IOException e) {
          // The test is over.
        }
      });
      long startNanos = System.nanoTime();
      assertThat(failure("http://127.0.0.1:" + socket.getLocalPort())).contains("within PT0.5S");
      assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(SKEW.dividedBy(60));
    }
  }

  private String failure(String address) throws Exception {
    HttpAuthority authority = new HttpAuthority(URI.create(address), Duration.ofMillis(500));
    IOException failure =
        catchThrowableOfType(IOException.class, () -> authority.ask(request.encoded()));
    return String.valueOf(failure.getMessage());
  }

  private Answer check(TimestampRequest asked, byte[] reply) {
    return asked.check(reply, Optional.empty(), now, SKEW, Optional.empty());
  }

  private Reason reason(TimestampRequest asked, byte[] reply) {
    return refused(() -> check(asked, reply));
  }

  private static Reason refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable check) {
    return catchThrowableOfType(TimeStampRefused.class, check).reason();
  }

  private static Optional<TimeStampAnchors> anchors(Path pem) throws IOException {
    return Optional.of(TimeStampAnchors.ofPem(Files.readAllBytes(pem)));
  }
}
