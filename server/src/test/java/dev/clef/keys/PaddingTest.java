package dev.clef.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PaddingTest {

  @Test
  void every_value_comes_back_whatever_it_ends_with() {
    Random random = new Random(7816_4);
    for (int length = 0; length < 1_200; length++) {
      byte[] value = new byte[length];
      random.nextBytes(value);
      for (byte end : new byte[] {0, (byte) 0x80, 1}) {
        if (length > 0) {
          value[length - 1] = end;
        }
        byte[] padded = padded(value);
        assertThat(padded.length).isEqualTo(Padding.paddedLength(length)).isGreaterThan(length);
        assertThat(unpad(padded)).isEqualTo(value);
      }
    }
  }

  @Test
  void lengths_fall_into_a_few_classes() {
    Set<Integer> classes = new TreeSet<>();
    for (int length = 0; length < 1_024; length++) {
      classes.add(Padding.paddedLength(length));
    }
    assertThat(classes).containsExactly(16, 32, 64, 128, 256, 512, 768, 1_024);
    assertThat(Padding.paddedLength(15)).isEqualTo(16);
    assertThat(Padding.paddedLength(16)).isEqualTo(32);
    assertThat(Padding.paddedLength(255)).isEqualTo(256);
    assertThat(Padding.paddedLength(256)).isEqualTo(512);
  }

  @Test
  void padding_that_pad_does_not_make_is_refused() {
    assertThat(unpad(new byte[0])).as("nothing").isNull();
    assertThat(unpad(new byte[16])).as("no mark").isNull();
    assertThat(unpad(TestKeys.counting(1, 16))).as("no mark at the end").isNull();
    byte[] tooLong = Arrays.copyOf(padded(new byte[3]), 32);
    assertThat(unpad(tooLong)).as("a class too high").isNull();
    byte[] odd = Arrays.copyOf(padded(new byte[3]), 15);
    assertThat(unpad(odd)).as("no class").isNull();
  }

  @Test
  void what_stands_behind_the_padded_value_does_not_count() {
    byte[] room = new byte[64];
    Padding.pad(new byte[] {1, 2, 3}, room, 0);
    room[40] = 9;
    assertThat(Padding.unpad(room, 16)).containsExactly(1, 2, 3);
    assertThat(Padding.unpad(room, 64)).isNull();
  }

  private static byte[] padded(byte[] value) {
    byte[] padded = new byte[Padding.paddedLength(value.length)];
    Padding.pad(value, padded, 0);
    return padded;
  }

  private static byte @Nullable [] unpad(byte[] padded) {
    return Padding.unpad(padded, padded.length);
  }
}
