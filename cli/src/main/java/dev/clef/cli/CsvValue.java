package dev.clef.cli;

import java.util.List;
import java.util.Optional;

/**
 * Where a value comes from: a constant, or columns.
 *
 * @param columns by name; empty for a constant
 * @param join between the cells of several columns that are not empty
 */
record CsvValue(
    List<String> columns, String join, Optional<String> constant, CsvConversion conversion) {

  static CsvValue column(String name, CsvConversion conversion) {
    return new CsvValue(List.of(name), "", Optional.empty(), conversion);
  }
}
