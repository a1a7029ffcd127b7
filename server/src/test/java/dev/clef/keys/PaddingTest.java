package dev.clef.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
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
        byte[] padded = Padding.pad(value);
        assertThat(padded.length).isEqualTo(Padding.paddedLength(length)).isGreaterThan(length);
        assertThat(Padding.unpad(padded)).isEqualTo(value);
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
    assertThat(Padding.unpad(new byte[0])).as("nothing").isNull();
    assertThat(Padding.unpad(new byte[16])).as("no mark").isNull();
    assertThat(Padding.unpad(TestKeys.counting(1, 16))).as("no mark at the end").isNull();
    byte[] tooLong = Arrays.copyOf(Padding.pad(new byte[3]), 32);
    assertThat(Padding.unpad(tooLong)).as("a class too high").isNull();
    byte[] odd = Arrays.copyOf(Padding.pad(new byte[3]), 15);
    assertThat(Padding.unpad(odd)).as("no class").isNull();
  }
}
