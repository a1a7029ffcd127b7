package dev.clef.staff;

import dev.clef.identity.imports.ImportJob;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an import brought, in bars: one list for each kind of count. */
public record ImportChart(
    ImportJob job,
    long records,
    List<Bar> outcomes,
    List<Bar> people,
    List<Bar> ages,
    List<Bar> reasons) {

  /**
   * A bar.
   *
   * @param percent of the longest in its list, at least 1 when there is anything
   */
  public record Bar(String name, long count, long percent) {}

  static ImportChart of(ImportJob job) {
    return new ImportChart(
        job,
        job.position(),
        bars(job, "outcome."),
        bars(job, "people."),
        bars(job, "age."),
        bars(job, "reason."));
  }

  private static List<Bar> bars(ImportJob job, String kind) {
    Map<String, Long> counts = new TreeMap<>();
    job.counts()
        .forEach((name, count) -> {
          if (name.startsWith(kind) && count > 0) {
            counts.put(name.substring(kind.length()).replace('_', ' '), count);
          }
        });
    long longest = counts.values().stream().mapToLong(Long::longValue).max().orElse(1);
    return counts.entrySet().stream()
        .map(entry ->
            new Bar(
                entry.getKey(), entry.getValue(), Math.max(1, entry.getValue() * 100 / longest)))
        .sorted((a, b) -> Long.compare(b.count(), a.count()))
        .toList();
  }
}
