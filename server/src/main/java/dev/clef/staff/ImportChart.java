package dev.clef.staff;

import dev.clef.identity.imports.ImportJob;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.Words;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an import brought, in bars: one list for each kind of count.
 *
 * @param begun the time, as people write it
 */
public record ImportChart(
    ImportJob job,
    long records,
    String begun,
    List<Bar> outcomes,
    List<Bar> people,
    List<Bar> ages,
    List<Bar> reasons) {

  private static final String HASH = "hash_";

  /**
   * A bar.
   *
   * @param name what is counted, in the reader's language
   * @param percent of the longest in its list, at least 1 when there is anything
   */
  public record Bar(String name, long count, long percent) {}

  static ImportChart of(ImportJob job, Words words, Reader reader) {
    Locale language = reader.language();
    return new ImportChart(
        job,
        job.position(),
        Words.dateAndTime(reader, job.startedAt()),
        bars(job, "outcome.", words, language),
        bars(job, "people.", words, language),
        bars(job, "age.", words, language),
        bars(job, "reason.", words, language));
  }

  private static List<Bar> bars(ImportJob job, String kind, Words words, Locale language) {
    List<Map.Entry<String, Long>> counts =
        job.counts().entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(kind) && entry.getValue() > 0)
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .toList();
    long longest = counts.isEmpty() ? 1 : counts.getFirst().getValue();
    return counts.stream()
        .map(entry ->
            new Bar(
                name(entry.getKey(), words, language),
                entry.getValue(),
                Math.max(1, entry.getValue() * 100 / longest)))
        .toList();
  }

  /** What a count is called; of one there are no words for, its name in the report. */
  private static String name(String count, Words words, Locale language) {
    String code = count.substring(count.indexOf('.') + 1);
    String otherwise =
        code.startsWith(HASH)
            ? words.say(
                language, "console.people.hash", code.substring(HASH.length()).replace('_', '-'))
            : code.replace('_', ' ');
    return words.sayOr(language, "console." + count, otherwise);
  }
}
