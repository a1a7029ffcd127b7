package dev.clef.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RandomnessTest {

  private static final int MANY = 100_000;

  @Test
  void no_salt_comes_twice() {
    Randomness randomness = new Randomness();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < MANY; i++) {
      seen.add(HexFormat.of().formatHex(randomness.bytes(16)));
    }
    assertThat(seen).hasSize(MANY);
  }

  @Test
  void every_bit_of_a_salt_is_set_half_of_the_time() {
    Randomness randomness = new Randomness();
    int[] set = new int[128];
    for (int i = 0; i < MANY; i++) {
      byte[] salt = randomness.bytes(16);
      for (int bit = 0; bit < set.length; bit++) {
        set[bit] += salt[bit / 8] >> bit % 8 & 1;
      }
    }
    // Nine standard deviations.
    assertThat(Arrays.stream(set).min().orElseThrow()).isGreaterThan(MANY / 2 - 1_500);
    assertThat(Arrays.stream(set).max().orElseThrow()).isLessThan(MANY / 2 + 1_500);
  }

  @Test
  void the_blocks_of_a_snapshot_give_other_bytes_the_second_time() {
    Randomness first = new Randomness(() -> new byte[Randomness.BLOCK_BYTES]);
    Randomness again = new Randomness(() -> new byte[Randomness.BLOCK_BYTES]);
    for (int count : new int[] {12, 16, 32}) {
      assertThat(first.bytes(count)).isNotEqualTo(again.bytes(count));
    }
  }

  @Test
  void bytes_are_as_many_as_asked_for() {
    Randomness randomness = new Randomness();
    for (int count : new int[] {0, 1, 7, 8, 16, 511, 512, 513, 5_000}) {
      assertThat(randomness.bytes(count)).hasSize(count);
    }
  }
}
