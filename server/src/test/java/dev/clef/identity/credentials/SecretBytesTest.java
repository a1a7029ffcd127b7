package dev.clef.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretBytesTest {

  private static final int MEBIBYTE = 1 << 20;

  @Test
  void a_difference_at_the_start_takes_as_long_to_find_as_one_at_the_end() {
    SecretBytes secret = SecretBytes.of(new byte[4 * MEBIBYTE]);
    byte[] atStart = new byte[4 * MEBIBYTE];
    atStart[0] = 1;
    byte[] atEnd = new byte[4 * MEBIBYTE];
    atEnd[atEnd.length - 1] = 1;
    // A comparison that stops at the first difference is thousands of times faster at the start.
    assertThat(bestNanos(secret, atStart) * 5).isGreaterThan(bestNanos(secret, atEnd));
  }

  private static long bestNanos(SecretBytes secret, byte[] other) {
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 40; round++) {
      long start = System.nanoTime();
      boolean same = secret.matches(other);
      best = Math.min(best, System.nanoTime() - start);
      assertThat(same).isFalse();
    }
    return best;
  }

  @Test
  void nobody_outside_can_change_it_or_read_it_from_a_log() {
    byte[] bytes = {1, 2, 3};
    SecretBytes secret = SecretBytes.of(bytes);
    bytes[0] = 9;
    secret.bytes()[1] = 9;
    assertThat(secret.matches(new byte[] {1, 2, 3})).isTrue();
    assertThat(secret.toString()).isEqualTo("<redacted>");
    assertThat(SecretBytes.of(new byte[] {4, 5, 6})).hasSameHashCodeAs(secret);
  }
}
