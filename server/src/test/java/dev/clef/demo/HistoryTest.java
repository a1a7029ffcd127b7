package dev.clef.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HistoryTest {

  private static final Instant NOW = Instant.parse("2028-03-01T00:10:00Z");
  private static final Set<Deed> ARRIVALS = Set.of(Deed.REGISTER, Deed.IMPORT, Deed.IMPORT_AGAIN);

  private final List<Event> events = History.of(People.all(), NOW);

  @Test
  void it_lasts_six_months_and_ends_before_now() {
    assertThat(events).isSortedAccordingTo(Comparator.comparing(Event::at));
    assertThat(Duration.between(events.getFirst().at(), NOW).toDays()).isBetween(178L, 184L);
    assertThat(events.getLast().at()).isBetween(NOW.minus(Duration.ofDays(2)), NOW);
  }

  @Test
  void everybody_arrives_first_and_nobody_acts_after_the_end() {
    Map<Person, Deed> first = new HashMap<>();
    Map<Person, Deed> last = new HashMap<>();
    for (Event event : events) {
      for (Person person : event.people()) {
        first.putIfAbsent(person, event.deed());
        last.put(person, event.deed());
      }
    }
    assertThat(first).hasSize(300);
    assertThat(first.values()).isSubsetOf(ARRIVALS);
    assertThat(last.entrySet())
        .allMatch(entry -> entry.getKey().kind().isErased() == (entry.getValue() == Deed.ERASE));
  }

  @Test
  void everything_that_can_happen_happens() {
    assertThat(events.stream().map(Event::deed)).contains(Deed.values());
  }
}
