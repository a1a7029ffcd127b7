package dev.clef.cli;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Lays a row out as the server reads it: an object of texts, frozen by a golden file. Knows the
 * place of each column. Not thread-safe.
 */
final class CsvLayout {

  private static final JsonFactory FACTORY = new JsonFactory();

  private final CsvMap map;
  private final Map<String, Integer> places;
  private final int columns;
  private @Nullable RecordReason reason;

  /**
   * For a file with this header.
   *
   * @throws CliException when a name stands in it twice, or a column of the map does not
   */
  CsvLayout(CsvMap map, List<String> header) {
    this.map = map;
    this.columns = header.size();
    this.places = places(header);
    List<Map<String, CsvValue>> all = List.of(map.fields(), map.password(), map.imported());
    for (Map<String, CsvValue> values : all) {
      values.forEach((target, value) -> {
        for (String column : value.columns()) {
          if (!places.containsKey(column)) {
            // The name is of the map: a file without a header has people in its first line.
            throw CliException.failed(
                "the map takes "
                    + target
                    + " from a column "
                    + column
                    + ", which is not in the header at line 1; nothing was imported");
          }
        }
      });
    }
  }

  private static Map<String, Integer> places(List<String> header) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < header.size(); i++) {
      String name = header.get(i).strip();
      Integer before = name.isEmpty() ? null : places.putIfAbsent(name, i);
      if (before != null) {
        throw CliException.failed(
            "columns "
                + (before + 1)
                + " and "
                + (i + 1)
                + " of the header at line 1 have the same name; nothing was imported");
      }
    }
    return places;
  }

  /** The record of a row. */
  RecordCopy.Copied of(CsvRow row) {
    reason = row.cellCount() == columns ? null : RecordReason.RAGGED_ROW;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    if (reason == null) {
      try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
        out.writeStartObject();
        write(row, map.fields(), out);
        object(row, "password", map.password(), out);
        object(row, "imported", map.imported(), out);
        out.writeEndObject();
      }
      if (bytes.size() > RecordCopy.MAX_RECORD_BYTES) {
        reject(RecordReason.TOO_LARGE);
      }
    }
    RecordReason why = reason;
    return why == null
        ? new RecordCopy.Copied(bytes.toByteArray(), Optional.empty())
        : RecordCopy.Copied.rejected(why);
  }

  private void object(CsvRow row, String name, Map<String, CsvValue> values, JsonGenerator out) {
    if (!values.isEmpty()) {
      out.writeName(name);
      out.writeStartObject();
      write(row, values, out);
      out.writeEndObject();
    }
  }

  private void write(CsvRow row, Map<String, CsvValue> values, JsonGenerator out) {
    values.forEach((target, value) -> {
      String text = value.constant().orElseGet(() -> cells(row, value));
      String said = text.isEmpty() ? text : value.conversion().apply(text);
      if (said.length() > RecordCopy.MAX_STRING_CHARS) {
        reject(RecordReason.TOO_LARGE);
      } else if (!said.isEmpty()) {
        out.writeStringProperty(target, said);
      }
    });
  }

  private String cells(CsvRow row, CsvValue value) {
    List<String> cells = new ArrayList<>();
    for (String column : value.columns()) {
      int place = places.getOrDefault(column, 0);
      String cell = row.cells().get(place);
      if (row.tooLarge().contains(place)) {
        reject(RecordReason.TOO_LARGE);
      } else if (cell.chars().anyMatch(CsvLayout::isControl)) {
        reject(RecordReason.CONTROL_CHARACTER);
      } else if (!cell.isEmpty() && !map.nulls().contains(cell)) {
        cells.add(cell);
      }
    }
    return String.join(value.join(), cells);
  }

  /** Those of C1 too: they are what other letters turn into under a wrong encoding. */
  private static boolean isControl(int unit) {
    return Character.isISOControl(unit) && unit != '\t' && unit != '\n' && unit != '\r';
  }

  private void reject(RecordReason why) {
    if (reason == null) {
      reason = why;
    }
  }
}
