package dev.clef.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.platform.Randomness;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecoveryCodeTest {

  @Test
  void every_character_of_the_alphabet_comes_up_at_every_place() {
    Randomness randomness = new Randomness();
    Set<String> seen = new TreeSet<>();
    for (int i = 0; i < 2000; i++) {
      String text = RecoveryCode.random(randomness).text();
      IntStream.range(0, text.length()).forEach(at -> seen.add(at + ":" + text.charAt(at)));
    }
    assertThat(seen).hasSize(10 * 32);
    assertThat(
            seen.stream().map(one -> one.substring(one.length() - 1)).collect(Collectors.toSet()))
        .doesNotContain("I", "L", "O", "U");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ABCDE-FGH10", "abcde fghio", " A B C D E F G H L 0 ", "ABCDE–FGHio"})
  void it_is_read_as_people_type_it(String typed) {
    assertThat(RecoveryCode.typed(typed)).hasValue(new RecoveryCode("ABCDEFGH10"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "123456",
        "12345678",
        "ABCDE-FGH1",
        "ABCDE-FGH100",
        "ABCDE-FGHU0",
        "ABCDE_FGH10"
      })
  void what_cannot_be_one_is_none(String typed) {
    assertThat(RecoveryCode.typed(typed)).isEmpty();
  }

  @Test
  void it_is_shown_in_two_groups_and_never_printed() {
    RecoveryCode code = new RecoveryCode("ABCDEFGH10");
    assertThat(code.shown()).isEqualTo("ABCDE-FGH10");
    assertThat(code.toString()).doesNotContain("ABC");
  }
}
