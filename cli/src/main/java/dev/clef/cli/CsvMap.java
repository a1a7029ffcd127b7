package dev.clef.cli;

import java.util.Map;
import java.util.Set;

/**
 * What the columns of a CSV file mean.
 *
 * @param system the name of the system the identifiers belong to: the same in a later export, so
 *     that the people are known again
 * @param nulls cells that mean nothing, such as {@code NULL}
 * @param fields by field of the profile or of the account
 * @param password by part; {@code hash} alone where one column holds everything
 * @param imported by name, kept as {@code imported.NAME}
 */
record CsvMap(
    String system,
    CsvDialect dialect,
    Set<String> nulls,
    Map<String, CsvValue> fields,
    Map<String, CsvValue> password,
    Map<String, CsvValue> imported) {

  /** The part of the name of a field that says it is kept as it is. */
  static final String IMPORTED = "imported.";
}
