package dev.clef.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.identity.credentials.PasswordHash.Form;
import dev.clef.platform.Randomness;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PasswordHasherTest {

  private static final PasswordSettings SETTINGS =
      new PasswordSettings(8, 7168, 5, 2, 64, Duration.ofSeconds(20));

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final PasswordHasher hasher = new PasswordHasher(SETTINGS, new Randomness(), meters);

  @AfterEach
  void close() {
    hasher.close();
  }

  @Test
  void a_password_verifies_and_another_does_not() {
    PasswordHash hash = hasher.hash("correct horse");
    assertThat(hasher.verify(hash, "correct horse")).isTrue();
    assertThat(hasher.verify(hash, "correct horse ")).isFalse();
    assertThat(hasher.verify(hash, "Correct horse")).isFalse();
    assertThat(hasher.verify(hash, "")).isFalse();
  }

  @Test
  void two_hashes_of_one_password_share_nothing() {
    PasswordHash one = hasher.hash("correct horse");
    PasswordHash two = hasher.hash("correct horse");
    assertThat(one.salt()).isNotEqualTo(two.salt());
    assertThat(one.hash()).isNotEqualTo(two.hash());
  }

  @Test
  void a_password_of_ours_is_the_same_on_every_keyboard() {
    PasswordHash hash = hasher.hash("\u00e9t\u00e9 \ud83d\udd11 stra\u00dfe");
    assertThat(hasher.verify(hash, "e\u0301te\u0301\u00a0\ud83d\udd11\u3000stra\u00dfe")).isTrue();
    assertThat(hasher.verify(hash, "\u00e9t\u00e9 \ud83d\udd11 strasse")).isFalse();
  }

  @Test
  void an_imported_password_is_taken_as_typed() {
    PasswordHash ours = hasher.hash("\u00e9t\u00e9 1234");
    PasswordHash imported = (PasswordHash) PasswordHash.imported(ours.phc());
    assertThat(hasher.verify(imported, "\u00e9t\u00e9 1234")).isTrue();
    assertThat(hasher.verify(imported, "e\u0301te\u0301 1234")).isFalse();
  }

  @Test
  void an_unknown_name_costs_as_much_and_is_never_right() {
    assertThat(hasher.verifyUnknown("correct horse")).isFalse();
    assertThat(meters.get("clef.passwords.hash").timer().count()).isEqualTo(1);
    assertThat(hasher.ofNobody().derivation()).isEqualTo(SETTINGS.argon2());
    assertThat(hasher.needsRehash(hasher.ofNobody())).isFalse();
  }

  @Test
  void lone_surrogates_and_books_are_no_passwords() {
    PasswordHash hash = hasher.hash("correct ? horse");
    for (String typed : new String[] {"correct \ud800 horse", "a".repeat(5000)}) {
      assertThat(hasher.verify(hash, typed)).isFalse();
      assertThat(hasher.verifyUnknown(typed)).isFalse();
      assertThatThrownBy(() -> hasher.hash(typed))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("this password is not text")
          .hasNoCause();
    }
  }

  @Test
  void only_a_hash_of_the_form_and_cost_of_today_stays() {
    PasswordHash today = hasher.hash("correct horse");
    assertThat(hasher.needsRehash(today)).isFalse();
    assertThat(hasher.needsRehash((PasswordHash) PasswordHash.imported(today.phc()))).isTrue();
    for (String cheaperOrDearer : new String[] {"m=7168,t=4", "m=65536,t=5"}) {
      String other = today.stored().replace("m=7168,t=5", cheaperOrDearer);
      assertThat(hasher.needsRehash((PasswordHash) PasswordHash.parse(other))).isTrue();
    }
    SecretBytes longSalt = SecretBytes.of(new byte[32]);
    assertThat(
            hasher.needsRehash(
                new PasswordHash(Form.OPAQUE, today.derivation(), longSalt, today.hash())))
        .isTrue();
  }

  @Test
  void a_virtual_thread_may_call_it() throws InterruptedException {
    PasswordHash hash = hasher.hash("correct horse");
    boolean[] verified = new boolean[1];
    Thread.ofVirtual().start(() -> verified[0] = hasher.verify(hash, "correct horse")).join();
    assertThat(verified[0]).isTrue();
  }

  @Test
  void no_meter_identifies_anybody() {
    hasher.hash("correct horse");
    assertThat(meters.getMeters()).hasSize(4);
    assertThat(meters.getMeters()).allSatisfy(m -> assertThat(m.getId().getTags()).isEmpty());
  }
}
