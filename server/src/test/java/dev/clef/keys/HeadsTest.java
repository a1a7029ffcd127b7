package dev.clef.keys;

import static dev.clef.keys.Heads.Verdict.AHEAD;
import static dev.clef.keys.Heads.Verdict.ANNOUNCED;
import static dev.clef.keys.Heads.Verdict.CURRENT;
import static dev.clef.keys.Heads.Verdict.ROLLED_BACK;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadsTest {

  /** confirmed: email 3, phone 1; pending: email 4, locale 1. */
  private static final Heads HEADS =
      new Heads(Map.of("email", 3L, "phone", 1L), Map.of("email", 4L, "locale", 1L));

  @ParameterizedTest
  @CsvSource({
    "email,  3, CURRENT",
    "email,  4, ANNOUNCED",
    "email,  5, AHEAD",
    "email,  2, ROLLED_BACK",
    "email,  0, ROLLED_BACK",
    "phone,  1, CURRENT",
    "phone,  2, AHEAD",
    "phone,  0, ROLLED_BACK",
    "locale, 0, CURRENT",
    "locale, 1, ANNOUNCED",
    "locale, 2, AHEAD",
    "name,   0, CURRENT",
    "name,   1, AHEAD",
  })
  void a_stored_version_is_judged(String field, long version, Heads.Verdict verdict) {
    assertThat(HEADS.judge(field, version)).isEqualTo(verdict);
  }

  @Test
  void the_worst_verdict_is_the_last() {
    assertThat(Heads.Verdict.values()).containsExactly(CURRENT, ANNOUNCED, AHEAD, ROLLED_BACK);
  }

  @Test
  void promoted_heads_take_over_what_was_announced() {
    Heads promoted = HEADS.promoted();
    assertThat(promoted.confirmed())
        .containsExactlyInAnyOrderEntriesOf(Map.of("email", 4L, "phone", 1L, "locale", 1L));
    assertThat(promoted.pending()).isEmpty();
    assertThat(promoted.judge("email", 3)).isEqualTo(ROLLED_BACK);
  }
}
