package dev.clef.staff;

import java.util.ArrayList;
import java.util.List;

/**
 * A few kinds of something below one another as stacked bars, ready to be drawn as SVG. The numbers
 * stand in the table behind it. Everything is said in the reader's language.
 *
 * @param name what is shown
 * @param note what is counted, in a sentence
 * @param of what a row is, for the head of the table
 * @param series what they are called, in the order they are stacked
 */
public record RowChart(String name, String note, String of, List<Series> series, List<Row> rows) {

  static final int WIDTH = 600;

  /**
   * A part of every bar.
   *
   * @param style the number of its colour
   */
  public record Series(String name, int style) {}

  /**
   * A bar.
   *
   * @param link where more about it is; empty when nowhere
   */
  public record Row(String name, String link, long total, List<Long> values, List<Part> parts) {}

  /** A rectangle of the bar. */
  public record Part(int x, int width, int style, String title) {}

  /**
   * What is to be drawn of one row.
   *
   * @param values one for each series
   */
  record Values(String name, String link, List<Long> values) {

    long total() {
      return values.stream().mapToLong(Long::longValue).sum();
    }
  }

  /** Rows without anything are left out, as are series that occur in none. */
  static RowChart of(
      String name, String note, String of, List<Series> series, List<Values> values) {
    List<Integer> occur = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      int at = i;
      if (values.stream().anyMatch(row -> row.values().get(at) > 0)) {
        occur.add(i);
      }
    }
    long longest = values.stream().mapToLong(Values::total).max().orElse(0);
    List<Series> shown = occur.stream().map(series::get).toList();
    return new RowChart(
        name,
        note,
        of,
        shown,
        values.stream()
            .filter(row -> row.total() > 0)
            .map(row ->
                row(
                    new Values(
                        row.name(), row.link(), occur.stream().map(row.values()::get).toList()),
                    shown,
                    longest))
            .toList());
  }

  private static Row row(Values row, List<Series> series, long longest) {
    List<Part> parts = new ArrayList<>();
    long before = 0;
    for (int i = 0; i < series.size(); i++) {
      long value = row.values().get(i);
      if (value > 0) {
        // From the whole and not bar by bar: rounding does not add up. At least a line each.
        int x = place(before, longest);
        int width = Math.max(2, place(before + value, longest) - x);
        parts.add(
            new Part(
                Math.min(x, WIDTH - 2),
                width,
                series.get(i).style(),
                series.get(i).name() + " · " + value));
        before += value;
      }
    }
    return new Row(row.name(), row.link(), row.total(), row.values(), parts);
  }

  private static int place(long value, long longest) {
    return (int) ((double) value / longest * WIDTH);
  }
}
