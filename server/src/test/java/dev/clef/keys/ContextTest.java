package dev.clef.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.clef.TestData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContextTest {

  @Test
  void contexts_keep_their_bytes() throws IOException {
    Map<String, String> golden = TestData.golden("context.txt");
    byte[] parts =
        Context.of("kind").text("").text("é𝄞").id(TestKeys.ALICE).number(-2).number(7).bytes();
    assertThat(TestData.hex(parts)).isEqualTo(golden.get("parts"));
    assertThat(TestData.hex(TestKeys.EMAIL.bytes(7))).isEqualTo(golden.get("envelope"));
  }

  @Test
  void no_two_lists_of_text_have_the_same_bytes() {
    Random random = new Random(20261120);
    Map<String, List<String>> seen = new HashMap<>();
    for (int i = 0; i < 50_000; i++) {
      List<String> parts = new ArrayList<>();
      int count = random.nextInt(4);
      for (int part = 0; part < count; part++) {
        // Short parts over two letters and the byte of a length, so that collisions would be found.
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(4);
        for (int letter = 0; letter < length; letter++) {
          text.append("ab\0\1".charAt(random.nextInt(4)));
        }
        parts.add(text.toString());
      }
      Context context = Context.of("k");
      parts.forEach(context::text);
      List<String> before = seen.putIfAbsent(TestData.hex(context.bytes()), parts);
      assertThat(before == null ? parts : before).isEqualTo(parts);
    }
    assertThat(seen).hasSizeGreaterThan(5_000);
  }

  @Test
  void moving_a_letter_over_a_boundary_changes_the_bytes() {
    assertThat(Context.of("k").text("ab").text("c").bytes())
        .isNotEqualTo(Context.of("k").text("a").text("bc").bytes());
    assertThat(Context.of("k").text("a").bytes())
        .isNotEqualTo(Context.of("k").text("a").text("").bytes());
    assertThat(Context.of("ka").bytes()).isNotEqualTo(Context.of("k").text("a").bytes());
  }

  @Test
  void text_that_has_no_utf_8_is_refused() {
    for (String text :
        List.of("\uD800", "a\uDC00", "\uD834", "\uDD1E\uD834", "\uD834\uD834\uDD1E")) {
      assertThatIllegalArgumentException().isThrownBy(() -> Context.of("k").text(text));
    }
    assertThat(Context.of("k").text("\uD834\uDD1E").bytes()).hasSize(3 + 2 + 4);
  }

  @Test
  void a_context_in_room_used_before_has_the_same_bytes_behind_what_is_reserved() {
    Context room = new Context();
    String longer = "é".repeat(100);
    room.text("something").text(longer).number(-1);
    TestKeys.EMAIL.write(room.anew(17), 7);
    byte[] expected = TestKeys.EMAIL.bytes(7);
    assertThat(Arrays.copyOfRange(room.room(), 17, room.length())).isEqualTo(expected);
    room.anew(3).room()[1] = 42;
    room.text(longer.repeat(10)); // needs more room
    assertThat(room.room()[1]).isEqualTo((byte) 42);
    assertThat(room.length()).isEqualTo(3 + 2 + 2_000);
  }

  @Test
  void every_kind_of_part_makes_the_room_it_needs() {
    for (int filled = 100; filled < 140; filled++) {
      byte[] expected = Context.of("k".repeat(filled)).bytes();
      byte[] number = Context.of("k".repeat(filled)).number(-2).bytes();
      byte[] id = Context.of("k".repeat(filled)).id(TestKeys.ALICE).bytes();
      byte[] text = Context.of("k".repeat(filled)).text("a").text("é").bytes();
      assertThat(number).hasSize(filled + 12).startsWith(expected).endsWith(-1, -1, -1, -2);
      assertThat(id).hasSize(filled + 20).startsWith(expected).endsWith(0, 0, 0xA1, 0x1C);
      assertThat(text)
          .hasSize(filled + 9)
          .startsWith(expected)
          .endsWith(0, 1, 'a', 0, 2, 0xC3, 0xA9);
    }
  }

  @Test
  void a_part_has_at_most_65535_bytes() {
    assertThat(Context.of("k").text("a".repeat(65_535)).bytes()).hasSize(3 + 2 + 65_535);
    assertThatIllegalArgumentException().isThrownBy(() -> Context.of("k").text("a".repeat(65_536)));
  }
}
