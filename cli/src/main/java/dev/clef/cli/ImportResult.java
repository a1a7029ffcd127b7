package dev.clef.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an import did, without a value of anybody.
 *
 * @param resumedAt records an earlier, interrupted run had taken
 * @param records how many were taken, those of earlier runs included
 * @param counts of the whole file, by {@code kind.name}
 * @param rejects of this run
 * @param stop why it ended early, if it did
 */
record ImportResult(
    ImportFile file,
    boolean dryRun,
    String importId,
    Instant startedAt,
    Duration took,
    long resumedAt,
    long records,
    Map<String, Long> counts,
    List<Reject> rejects,
    Optional<ImportStop> stop) {

  /** A record that was not taken. */
  record Reject(long index, long line, String reason) {}

  /** The outcomes, each with a number. */
  Map<String, Long> outcomes() {
    Map<String, Long> outcomes = new TreeMap<>(of("outcome"));
    for (String outcome : List.of("created", "updated", "unchanged", "rejected")) {
      outcomes.putIfAbsent(outcome, 0L);
    }
    return outcomes;
  }

  /** The counts of one kind, by name. */
  Map<String, Long> of(String kind) {
    Map<String, Long> some = new TreeMap<>();
    String prefix = kind + ".";
    counts.forEach((name, count) -> {
      if (name.startsWith(prefix)) {
        some.put(name.substring(prefix.length()), count);
      }
    });
    return some;
  }

  /** Attributes kept encrypted under {@code imported.NAME}, and how many people have each. */
  Map<String, Long> attributes() {
    return of("attribute");
  }

  /** Rejected records of earlier runs, whose places only their reports know. */
  long rejectsNotListed() {
    return Math.max(0, counts.getOrDefault("outcome.rejected", 0L) - rejects.size());
  }
}
