package dev.clef.staff;

import dev.clef.identity.imports.ImportJob;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.Words;
import dev.clef.staff.BarChart.Series;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Draws the figures of the operator's home in the reader's language. Thread-safe. */
final class Charts {

  private final Words words;

  Charts(Words words) {
    this.words = words;
  }

  /** Sign-ins, reads, new people and erasures by day. */
  List<BarChart> ofDays(List<DayFigures> days, Locale language) {
    return List.of(
        chart(
            "sign_ins",
            days,
            List.of(
                series("succeeded", DayFigures::signIns, language),
                series("failed", DayFigures::signInsFailed, language)),
            language),
        chart("reads", days, purposes(days, language), language),
        chart(
            "arrivals",
            days,
            List.of(
                series("registered", DayFigures::registrations, language),
                series("imported", DayFigures::imported, language)),
            language),
        chart(
            "erasures", days, List.of(series("erased", DayFigures::erasures, language)), language));
  }

  ImportChart ofImport(ImportJob job, Reader reader) {
    return ImportChart.of(job, words, reader);
  }

  private BarChart chart(String name, List<DayFigures> days, List<Series> series, Locale language) {
    return BarChart.of(words.say(language, "console.chart." + name), days, series, language);
  }

  private Series series(String name, ToLongFunction<DayFigures> of, Locale language) {
    return new Series(words.say(language, "console.series." + name), of);
  }

  /** The purposes that occur on any of the days, in a fixed order. */
  private List<Series> purposes(List<DayFigures> days, Locale language) {
    return days.stream()
        .flatMap(day -> day.reads().keySet().stream())
        .distinct()
        .sorted()
        .map(purpose ->
            new Series(
                words.sayOr(language, "console.purpose." + purpose, purpose.replace('_', ' ')),
                day -> day.reads().getOrDefault(purpose, 0L)))
        .toList();
  }
}
