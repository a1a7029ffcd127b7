package dev.clef.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** How long sessions of listeners last, and what begins with a new one. */
@ClefServer
@TestPropertySource(properties = "clef.identity.session-for=30d") // for a clock of its own
class SessionLifeTest {

  private static final Duration IDLE = Duration.ofDays(7);

  private final Running clef;

  @Autowired
  SessionLifeTest(Running clef) {
    this.clef = clef;
  }

  @Test
  void a_session_nobody_uses_ends_after_a_week() {
    Client browser = Listener.some().signedIn(clef.client());
    clef.clock().advance(IDLE.minusMinutes(10));
    assertThat(browser.get("/api/v1/me").status()).isEqualTo(200);
    clef.clock().advance(IDLE.plusSeconds(1));
    assertThat(browser.get("/api/v1/me").code()).isEqualTo("not_signed_in");
  }

  @Test
  void one_that_is_used_ends_after_thirty_days() {
    Client browser = Listener.some().signedIn(clef.client());
    for (int day = 6; day < 30; day += 6) {
      clef.clock().advance(Duration.ofDays(6));
      assertThat(browser.get("/api/v1/me").status()).as("day %s", day).isEqualTo(200);
    }
    clef.clock().advance(Duration.ofDays(6).plusSeconds(1));
    assertThat(browser.get("/api/v1/me").code()).isEqualTo("not_signed_in");
  }

  @Test
  void a_password_does_not_grow_old() {
    Listener listener = Listener.some();
    listener.registered(clef.client());
    clef.clock().advance(Duration.ofDays(8));
    Client.Answer answer = listener.signIn(clef.client());
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().get("must")).isEmpty();
  }

  /** Each of the 256 bits is the same in 32 tokens by chance once in eight million runs. */
  @Test
  void a_token_is_256_random_bits_of_which_a_digest_is_kept() {
    BitSet ones = new BitSet();
    BitSet zeros = new BitSet();
    for (int i = 0; i < 32; i++) {
      String token = Listener.some().signedIn(clef.client()).cookie(Client.LISTENER);
      byte[] bytes = Base64.getUrlDecoder().decode(token);
      assertThat(bytes).hasSize(32);
      BitSet bits = BitSet.valueOf(bytes);
      ones.or(bits);
      bits.flip(0, 256);
      zeros.or(bits);
      byte[] text = token.getBytes(StandardCharsets.US_ASCII);
      assertThat(
              clef.data()
                  .count(
                      "select count(*) from identity.session where token_hash = sha256(?)", text))
          .isOne();
    }
    assertThat(ones.cardinality()).isEqualTo(256);
    assertThat(zeros.cardinality()).isEqualTo(256);
  }

  @Test
  void who_signs_in_again_leaves_no_session_behind() {
    Listener listener = Listener.some();
    Client browser = listener.signedIn(clef.client());
    String before = browser.cookie(Client.LISTENER);
    assertThat(listener.signIn(browser).status()).isEqualTo(200);
    assertThat(browser.cookie(Client.LISTENER)).isNotEqualTo(before);
    Client copied = clef.client().cookie(Client.LISTENER, before);
    assertThat(copied.get("/api/v1/me").code()).isEqualTo("not_signed_in");
    assertThat(browser.get("/api/v1/me").status()).isEqualTo(200);
  }
}
