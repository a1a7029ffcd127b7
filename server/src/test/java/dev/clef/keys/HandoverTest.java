package dev.clef.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.ClefServer;
import dev.clef.testing.Running;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What goes out with a page comes back for its purpose, in time and whole, or not at all. */
@ClefServer
class HandoverTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Handover handover;
  private final Running clef;

  @Autowired
  HandoverTest(Handover handover, Running clef) {
    this.handover = handover;
    this.clef = clef;
  }

  @Test
  void it_comes_back() {
    String sealed = handover.seal("step", "Anna\0Passwort 🎵", MINUTE);
    assertThat(handover.open("step", sealed)).contains("Anna\0Passwort 🎵");
    assertThat(sealed).matches("[A-Za-z0-9_-]+").isNotEqualTo(handover.seal("step", "x", MINUTE));
  }

  @Test
  void not_for_another_purpose() {
    assertThat(handover.open("other", handover.seal("step", "text", MINUTE))).isEmpty();
  }

  @Test
  void not_after_its_time() {
    String sealed = handover.seal("step", "text", MINUTE);
    clef.clock().advance(MINUTE.plusMillis(1));
    assertThat(handover.open("step", sealed)).isEmpty();
  }

  @Test
  void not_changed_in_any_character() {
    String sealed = handover.seal("step", "text", MINUTE);
    for (int i = 0; i < sealed.length() - 1; i++) {
      char other = sealed.charAt(i) == 'A' ? 'B' : 'A';
      String changed = sealed.substring(0, i) + other + sealed.substring(i + 1);
      assertThat(handover.open("step", changed)).as("character %d", i).isEmpty();
    }
  }

  @Test
  void nonsense_is_nothing() {
    assertThat(handover.open("step", "")).isEmpty();
    assertThat(handover.open("step", "AAAA")).isEmpty();
    assertThat(handover.open("step", "not base64 at all!")).isEmpty();
  }
}
