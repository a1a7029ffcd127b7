package dev.clef.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.subject.Assurance;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProofsTest {

  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00.123Z");
  private static final Instant EARLIER = NOW.minusSeconds(60);

  @Test
  void how_sure_it_is() {
    assertThat(Proofs.NONE.assurance()).isEmpty();
    assertThat(Proofs.at(NOW, Proof.AUTHENTICATOR).assurance()).as("a code alone").isEmpty();
    assertThat(Proofs.at(NOW, Proof.PASSWORD).assurance()).hasValue(Assurance.ONE_FACTOR);
    assertThat(Proofs.at(NOW, Proof.PASSWORD, Proof.AUTHENTICATOR).assurance())
        .hasValue(Assurance.TWO_FACTORS);
    assertThat(Proofs.at(NOW, Proof.PASSWORD, Proof.RECOVERY_CODE).assurance())
        .hasValue(Assurance.TWO_FACTORS);
    assertThat(Proofs.at(NOW, Proof.DEVICE_KEY).assurance()).as("a browser alone").isEmpty();
    assertThat(Proofs.at(NOW, Proof.PASSWORD, Proof.DEVICE_KEY).assurance())
        .hasValue(Assurance.TWO_FACTORS);
    assertThat(Proofs.at(NOW, Proof.PASSKEY).assurance()).hasValue(Assurance.PHISHING_RESISTANT);
  }

  @Test
  void a_proof_that_does_not_count_for_something_is_left_out() {
    Proofs both = Proofs.at(NOW, Proof.PASSWORD, Proof.DEVICE_KEY);
    assertThat(both.without(Proof.DEVICE_KEY)).isEqualTo(Proofs.at(NOW, Proof.PASSWORD));
    assertThat(both.without(Proof.PASSKEY)).isEqualTo(both);
    assertThat(both.amr()).containsExactly("mfa", "pwd", "swk");
  }

  @Test
  void an_old_proof_counts_no_more() {
    Proofs proofs = Proofs.at(EARLIER, Proof.PASSKEY).and(Proofs.at(NOW, Proof.PASSWORD));
    assertThat(proofs.since(NOW).assurance()).hasValue(Assurance.ONE_FACTOR);
    assertThat(proofs.since(EARLIER).assurance()).hasValue(Assurance.PHISHING_RESISTANT);
    assertThat(proofs.since(NOW.plusMillis(1)).assurance()).isEmpty();
  }

  @Test
  void of_a_proof_given_twice_the_later_counts() {
    Proofs later = Proofs.at(NOW, Proof.PASSWORD);
    Proofs earlier = Proofs.at(EARLIER, Proof.PASSWORD);
    assertThat(later.and(earlier)).isEqualTo(later);
    assertThat(earlier.and(later)).isEqualTo(later);
  }

  @Test
  void the_storage_is_frozen() {
    Proofs proofs = Proofs.at(NOW, Proof.PASSWORD, Proof.RECOVERY_CODE, Proof.AUTHENTICATOR);
    assertThat(proofs.stored())
        .isEqualTo(
            "authenticator:1795867200123,password:1795867200123,recovery_code:1795867200123");
    assertThat(Proofs.parse(proofs.stored(), EARLIER)).isEqualTo(proofs);
    assertThat(Proofs.parse("", EARLIER))
        .as("of a session from before")
        .isEqualTo(Proofs.at(EARLIER, Proof.PASSWORD));
    assertThat(Proofs.parse("iris:1795867200123,passkey:1795867200123", EARLIER))
        .as("what a later version knows")
        .isEqualTo(Proofs.at(NOW, Proof.PASSKEY));
  }
}
