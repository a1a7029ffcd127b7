package dev.clef.staff;

import dev.clef.platform.web.pages.Words;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * Days as stacked bars, ready to be drawn as SVG: a bar a day, a part a series. The numbers stand
 * in the table behind it. Everything is said in the reader's language.
 *
 * @param name what is shown
 * @param total of all days
 * @param highest the sum of the highest day
 * @param from the first day, as the axis says it
 * @param to the last day, likewise
 * @param series what they are called, in the order they are stacked, from below
 */
public record BarChart(
    String name,
    long total,
    long highest,
    String from,
    String to,
    List<String> series,
    List<Part> parts,
    List<Row> rows) {

  static final int WIDTH = 600;
  static final int HEIGHT = 120;
  private static final int GAP = 4;

  /**
   * One kind of what is counted.
   *
   * @param name what it is called
   * @param of how much of it a day had
   */
  record Series(String name, ToLongFunction<DayFigures> of) {}

  /**
   * A rectangle.
   *
   * @param series the number of the series, from 0
   */
  public record Part(int x, int y, int width, int height, int series, String title) {}

  /** A line of the table. */
  public record Row(String day, List<Long> values) {}

  static BarChart of(String name, List<DayFigures> days, List<Series> series, Locale language) {
    List<Row> rows =
        days.stream()
            .map(day ->
                new Row(
                    Words.shortDate(language, day.day()),
                    series.stream().map(one -> one.of().applyAsLong(day)).toList()))
            .toList();
    return of(
        name,
        days.stream().map(DayFigures::day).toList(),
        rows,
        series.stream().map(Series::name).toList(),
        language);
  }

  /** A row for each of the days. */
  static BarChart of(
      String name, List<LocalDate> days, List<Row> rows, List<String> names, Locale language) {
    long highest = rows.stream().mapToLong(BarChart::sum).max().orElse(0);
    long total = rows.stream().mapToLong(BarChart::sum).sum();
    List<Part> parts = new ArrayList<>();
    int step = rows.isEmpty() ? WIDTH : WIDTH / rows.size();
    for (int i = 0; i < rows.size(); i++) {
      stack(parts, rows.get(i), i * step, step - GAP, highest, names, language);
    }
    String from = rows.isEmpty() ? "" : end(days.getFirst(), language);
    String to = rows.isEmpty() ? "" : end(days.getLast(), language);
    return new BarChart(name, total, highest, from, to, names, parts, rows.reversed());
  }

  private static String end(LocalDate day, Locale language) {
    return Words.dayOfYear(language, day);
  }

  private static void stack(
      List<Part> parts,
      Row row,
      int x,
      int width,
      long highest,
      List<String> series,
      Locale language) {
    int top = HEIGHT;
    for (int s = 0; s < series.size(); s++) {
      long value = row.values().get(s);
      if (value == 0) {
        continue;
      }
      // At least a line: a single one in a sea of thousands is seen.
      int height = (int) Math.max(2, value * HEIGHT / Math.max(1, highest));
      top = Math.max(0, top - height);
      String title = String.join(" · ", row.day(), series.get(s), Words.number(language, value));
      parts.add(new Part(x, top, width, height, s, title));
    }
  }

  private static long sum(Row row) {
    return row.values().stream().mapToLong(Long::longValue).sum();
  }
}
