package dev.clef.rights;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * How many entries the hours of a person have.
 *
 * @param hours entries by hour of UTC; hours without one are left out
 */
record Pace(Map<Instant, Long> hours) {

  /** How much of the past says what is usual. */
  static final Duration PAST = Duration.ofDays(30);

  /** An hour with no more entries than this is nothing to look at. */
  static final long QUIET = 60;

  /** So many times the usual is far above it. */
  static final long TIMES = 5;

  Pace {
    hours = Map.copyOf(hours);
  }

  /**
   * Whether the hour of {@code at} has more than {@link #QUIET} entries and more than {@link
   * #TIMES} times as many as the middle one of the hours with any in the {@link #PAST} before it.
   */
  boolean isFarAboveUsual(Instant at) {
    Instant hour = at.truncatedTo(ChronoUnit.HOURS);
    long here = hours.getOrDefault(hour, 0L);
    return here > QUIET && here > TIMES * usual(hour);
  }

  private long usual(Instant hour) {
    long[] before =
        hours.entrySet().stream()
            .filter(e -> e.getKey().isBefore(hour) && !e.getKey().isBefore(hour.minus(PAST)))
            .mapToLong(Map.Entry::getValue)
            .sorted()
            .toArray();
    return before.length == 0 ? 0 : before[before.length / 2];
  }
}
