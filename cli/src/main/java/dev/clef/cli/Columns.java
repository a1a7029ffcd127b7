package dev.clef.cli;

import java.io.PrintWriter;
import java.util.List;

/** Prints rows of one length, each column as wide as its widest cell. */
final class Columns {

  private Columns() {}

  static void print(PrintWriter out, List<List<String>> rows) {
    int count = rows.isEmpty() ? 0 : rows.getFirst().size();
    int[] widths = new int[count];
    for (List<String> row : rows) {
      for (int i = 0; i < count; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < count; i++) {
        String cell = row.get(i);
        line.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
