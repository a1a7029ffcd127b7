package dev.clef.staff;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Days as stacked bars, ready to be drawn as SVG: a bar a day, a part a series. The numbers stand
 * in the table behind it.
 *
 * @param name what is shown
 * @param total of all days
 * @param highest the sum of the highest day
 * @param from the first day, as the axis says it
 * @param to the last day, likewise
 * @param series in the order they are stacked, from below
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
  private static final DateTimeFormatter AXIS =
      DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);

  /**
   * A rectangle.
   *
   * @param series the number of the series, from 0
   */
  public record Part(int x, int y, int width, int height, int series, String title) {}

  /** A line of the table. */
  public record Row(LocalDate day, List<Long> values) {}

  static BarChart of(
      String name,
      List<DayFigures> days,
      List<String> series,
      Function<DayFigures, Map<String, Long>> values) {
    List<Row> rows =
        days.stream()
            .map(day ->
                new Row(
                    day.day(),
                    series.stream().map(one -> values.apply(day).getOrDefault(one, 0L)).toList()))
            .toList();
    long highest = rows.stream().mapToLong(BarChart::sum).max().orElse(0);
    long total = rows.stream().mapToLong(BarChart::sum).sum();
    List<Part> parts = new ArrayList<>();
    int step = rows.isEmpty() ? WIDTH : WIDTH / rows.size();
    for (int i = 0; i < rows.size(); i++) {
      stack(parts, rows.get(i), i * step, step - GAP, highest, series);
    }
    String from = rows.isEmpty() ? "" : rows.getFirst().day().format(AXIS);
    String to = rows.isEmpty() ? "" : rows.getLast().day().format(AXIS);
    return new BarChart(name, total, highest, from, to, series, parts, rows.reversed());
  }

  private static void stack(
      List<Part> parts, Row row, int x, int width, long highest, List<String> series) {
    int top = HEIGHT;
    for (int s = 0; s < series.size(); s++) {
      long value = row.values().get(s);
      if (value == 0) {
        continue;
      }
      // At least a line: a single one in a sea of thousands is seen.
      int height = (int) Math.max(2, value * HEIGHT / Math.max(1, highest));
      top = Math.max(0, top - height);
      parts.add(new Part(x, top, width, height, s, row.day() + ": " + value + " " + series.get(s)));
    }
  }

  private static long sum(Row row) {
    return row.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The purposes that occur on any of the days, in a fixed order. */
  static List<String> purposes(List<DayFigures> days) {
    return days.stream()
        .flatMap(day -> day.reads().keySet().stream())
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .toList();
  }
}
