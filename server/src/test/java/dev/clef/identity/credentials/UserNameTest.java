package dev.clef.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.identity.credentials.UserName.Invalid;
import dev.clef.identity.credentials.UserName.Reason;
import dev.clef.identity.credentials.UserName.Valid;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UserNameTest {

  @Test
  void names_that_are_one_collide_and_names_that_are_two_do_not() {
    List<List<String>> rows = Golden.rows("user-names.txt");
    assertThat(rows).hasSizeGreaterThan(25);
    for (List<String> row : rows) {
      boolean same = UserName.lookupKey(row.get(1)).equals(UserName.lookupKey(row.get(2)));
      assertThat(same).as(row.toString()).isEqualTo(row.getFirst().equals("same"));
    }
  }

  @Test
  void the_rules_of_the_profile_hold() {
    List<List<String>> rows = Golden.rows("user-name-rules.txt");
    assertThat(rows).hasSizeGreaterThan(35);
    for (List<String> row : rows) {
      String found =
          switch (UserName.of(row.getFirst())) {
            case Valid(String normalized) -> normalized;
            case Invalid(Reason reason) -> "!" + reason;
          };
      assertThat(found).as(row.toString()).isEqualTo(row.getLast());
    }
  }

  @Test
  void length_is_counted_in_code_points() {
    assertThat(UserName.of("\ud842\udfb7".repeat(255))).isInstanceOf(Valid.class);
    assertThat(UserName.of("\ud842\udfb7".repeat(256))).isEqualTo(new Invalid(Reason.TOO_LONG));
    assertThat(UserName.of("\ud842")).isEqualTo(new Invalid(Reason.NOT_TEXT));
  }

  @Test
  void a_valid_name_is_its_own_key_and_every_key_is_its_own_key() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      String one = Character.toString(c);
      check(one);
    }
    Random random = new Random(8265);
    int[] blocks = {
      0x20, 0xA0, 0x300, 0x370, 0x590, 0x600, 0x1100, 0x1E00, 0x1F300, 0x2000, 0xFF00
    };
    for (int round = 0; round < 100_000; round++) {
      StringBuilder name = new StringBuilder();
      for (int i = random.nextInt(8); i >= 0; i--) {
        name.appendCodePoint(blocks[random.nextInt(blocks.length)] + random.nextInt(0x100));
      }
      check(name.toString());
    }
  }

  private static void check(String name) {
    String key = UserName.lookupKey(name);
    boolean stable = !key.isEmpty() && UserName.lookupKey(key).equals(key);
    if (UserName.of(name) instanceof Valid valid) {
      stable &= key.equals(valid.normalized()) && UserName.of(key).equals(valid);
    }
    if (!stable) {
      throw new AssertionError("not stable: " + name.codePoints().boxed().toList());
    }
  }

  @Test
  void a_lone_surrogate_cannot_reach_the_database() {
    assertThat(UserName.lookupKey("a\ud800b")).isEqualTo("a\ufffdb");
  }

  @Test
  void a_book_is_no_name_and_costs_nothing() {
    String book = "\u0315\u0300".repeat(1_000_000);
    assertThat(UserName.lookupKey(book)).isSameAs(book);
  }

  @Test
  void it_prints_without_the_name() {
    assertThat(UserName.of("canary").toString()).doesNotContain("canary");
  }
}
