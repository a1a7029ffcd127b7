package dev.clef.rights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.subject.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person is asked to look at, and what not. */
class NotableTest {

  private static final Instant NOW = Instant.parse("2026-11-28T10:30:00Z");
  private static final Instant HOUR = Instant.parse("2026-11-28T10:00:00Z");
  private static final Pace CALM = new Pace(Map.of(HOUR, 5L));

  @ParameterizedTest
  @CsvSource({
    "data.read,      listener,           self_service,   ",
    "data.written,   listener,           self_service,   ",
    "sign_in.succeeded, listener,        authentication, ",
    "data.read,      service,            authentication, ",
    "data.key_replaced, service,         security,       ",
    "data.read,      staff:0190,         self_service,   staff",
    "data.refused,   staff:0190,         self_service,   staff",
    "data.read,      operator,           self_service,   operator",
    "account.imported, operator,         migration,      operator",
    "data.read,      robot,              self_service,   unknown_actor",
    "data.read,      listeners,          self_service,   unknown_actor",
    "data.read,      ,                   self_service,   unknown_actor",
    "data.refused,   listener,           self_service,   refused",
    "sign_in.refused, listener,          authentication, refused",
    "sign_in.failed, listener,           authentication, failed",
    "data.corrupt,   service,            security,       damaged",
    "data.read,      service,            security,       other_purpose",
    "data.read,      service,            migration,      other_purpose",
    "data.read,      service,            ,               other_purpose",
    "break_glass.opened, staff:0190,     security,       break_glass",
  })
  void each_kind_of_entry_is_told_by_its_own_code(
      String type, String actor, String purpose, String code) {
    Map<String, String> event = event(type, actor == null ? "" : actor, purpose);
    assertThat(Notable.of(event, NOW, CALM).map(Notable::code))
        .isEqualTo(Optional.ofNullable(code));
  }

  @Test
  void breaking_the_glass_comes_before_who_broke_it() {
    Map<String, String> event = event("data.read", "staff:0190", Purpose.SECURITY.code());
    event.put("break_glass", "01900000-0000-7000-8000-000000000000");
    assertThat(Notable.of(event, NOW, CALM)).contains(Notable.BREAK_GLASS);
  }

  @Test
  void reads_far_above_the_usual_are_told_and_nothing_else_of_that_hour() {
    Pace busy = new Pace(Map.of(HOUR, Pace.QUIET + 1));
    assertThat(Notable.of(event("data.read", "listener", "self_service"), NOW, busy))
        .contains(Notable.MANY_READS);
    assertThat(Notable.of(event("data.read", "service", "authentication"), NOW, busy))
        .contains(Notable.MANY_READS);
    assertThat(Notable.of(event("data.written", "listener", "self_service"), NOW, busy)).isEmpty();
    assertThat(Notable.of(event("data.read", "staff:1", "self_service"), NOW, busy))
        .contains(Notable.STAFF);
  }

  @Test
  void what_is_usual_is_the_middle_of_the_hours_before() {
    assertThat(pace(Pace.QUIET).isFarAboveUsual(NOW)).as("a quiet hour").isFalse();
    assertThat(pace(Pace.QUIET + 1).isFarAboveUsual(NOW)).as("nothing before").isTrue();
    assertThat(pace(200, 40, 40, 40).isFarAboveUsual(NOW)).as("five times").isFalse();
    assertThat(pace(201, 40, 40, 40).isFarAboveUsual(NOW)).as("more").isTrue();
    assertThat(pace(201, 1, 40, 5000).isFarAboveUsual(NOW)).as("one wild hour").isTrue();
    assertThat(pace(201, 5000).isFarAboveUsual(NOW)).as("wild from ever").isFalse();
    Map<Instant, Long> hours = new HashMap<>();
    hours.put(HOUR, 201L);
    hours.put(HOUR.plus(Duration.ofHours(1)), 5000L);
    hours.put(HOUR.minus(Pace.PAST).minus(Duration.ofHours(1)), 5000L);
    assertThat(new Pace(hours).isFarAboveUsual(NOW)).as("later and long ago").isTrue();
  }

  /** This hour, and the hours before it, the last first. */
  private static Pace pace(long here, long... before) {
    Map<Instant, Long> hours = new HashMap<>();
    hours.put(HOUR, here);
    for (int i = 0; i < before.length; i++) {
      hours.put(HOUR.minus(Duration.ofHours(3L * (i + 1))), before[i]);
    }
    return new Pace(hours);
  }

  @Test
  void every_code_is_one_word() {
    assertThat(Arrays.stream(Notable.values()).map(Notable::code))
        .containsExactly(
            "break_glass",
            "staff",
            "operator",
            "unknown_actor",
            "refused",
            "failed",
            "damaged",
            "other_purpose",
            "many_reads");
  }

  private static Map<String, String> event(String type, String actor, String purpose) {
    Map<String, String> event = new HashMap<>();
    event.put("type", type);
    event.put("actor", actor);
    event.put("purpose", purpose == null ? "" : purpose);
    return event;
  }
}
