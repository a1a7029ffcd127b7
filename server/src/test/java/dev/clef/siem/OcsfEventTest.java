package dev.clef.siem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.audit.EventFeed.Event;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What whoever watches is woken by. */
class OcsfEventTest {

  private static final int INFORMATIONAL = 1;
  private static final int MEDIUM = 3;
  private static final int HIGH = 4;

  @Test
  void an_emergency_access_and_every_read_with_it_are_of_high_severity() {
    Map<String, String> emergency = Map.of("break_glass", "leak_under_way");
    assertThat(severity("break_glass.opened", emergency)).isEqualTo(HIGH);
    assertThat(severity("data.read", emergency)).isEqualTo(HIGH);
    assertThat(severity("break_glass.reviewed", emergency)).isEqualTo(MEDIUM);
    assertThat(severity("data.read", Map.of())).isEqualTo(INFORMATIONAL);
    assertThat(severity("elevation.approved", Map.of())).isEqualTo(INFORMATIONAL);
    assertThat(severity("elevation.refused", Map.of())).isEqualTo(MEDIUM);
  }

  private static Object severity(String type, Map<String, String> more) {
    Map<String, String> members = new HashMap<>(more);
    members.put("type", type);
    members.put("actor", "staff:1");
    return OcsfEvent.of(new Event(1, "1", Instant.EPOCH, "somebody", members))
        .getOrDefault("severity_id", 0);
  }
}
