package dev.clef.staff;

import dev.clef.audit.DayCount;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Turns counts of log entries into figures of days; a day without entries has zeros. */
final class Days {

  private static final String READ = "data.read";

  private Days() {}

  /** The figures of {@code number} days, the first one first. */
  static List<DayFigures> of(LocalDate first, int number, List<DayCount> counts) {
    List<DayFigures> days = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      LocalDate day = first.plusDays(i);
      days.add(figures(day, counts.stream().filter(count -> count.day().equals(day)).toList()));
    }
    return days;
  }

  private static DayFigures figures(LocalDate day, List<DayCount> counts) {
    Map<String, Long> kinds = new TreeMap<>();
    Map<String, Long> reads = new TreeMap<>();
    for (DayCount count : counts) {
      kinds.merge(count.kind(), count.count(), Long::sum);
      if (count.kind().equals(READ)) {
        reads.merge(count.purpose(), count.count(), Long::sum);
      }
    }
    return new DayFigures(
        day,
        kinds.getOrDefault("account.created", 0L),
        kinds.getOrDefault("account.imported", 0L),
        kinds.getOrDefault("sign_in.succeeded", 0L),
        kinds.getOrDefault("sign_in.failed", 0L) + kinds.getOrDefault("sign_in.refused", 0L),
        reads,
        kinds.getOrDefault("person.erased", 0L));
  }
}
