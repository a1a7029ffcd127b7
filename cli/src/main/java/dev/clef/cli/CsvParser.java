package dev.clef.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * RFC 4180, strictly: a quote that is not where it may be ends the reading, as nobody knows where
 * the cells behind it begin. Lines end with CR LF, LF or CR; empty lines are passed over. Holds one
 * row, and of a row no more than a mebi of characters. Not thread-safe.
 */
final class CsvParser implements AutoCloseable {

  static final int MAX_CELL_CHARS = RecordCopy.MAX_STRING_CHARS;
  private static final int MAX_ROW_CHARS = 1 << 20;
  private static final int NO_QUOTE = -3;

  private final CsvText text;
  private final int separator;
  private final int quote;
  private final int maxCells;
  private final StringBuilder cell = new StringBuilder();
  private boolean cellTooLarge;
  private int rowChars;
  private ImportStop.@Nullable Malformed malformed;

  /** Keeps the first {@code maxCells} of a row. */
  CsvParser(CsvText text, CsvDialect dialect, int maxCells) {
    this.text = text;
    this.separator = dialect.separator();
    this.quote = dialect.quote().map(mark -> (int) mark).orElse(NO_QUOTE);
    this.maxCells = maxCells;
  }

  /** The next row; empty at the end of the file, or where it is {@link #malformed}. */
  Optional<CsvRow> next() throws IOException {
    if (malformed != null) {
      return Optional.empty();
    }
    long line = text.line();
    int unit = text.read();
    while (isLineEnd(unit)) {
      line = text.line();
      unit = text.read();
    }
    return unit == CsvText.END ? Optional.empty() : row(line, unit);
  }

  private Optional<CsvRow> row(long line, int first) throws IOException {
    List<String> cells = new ArrayList<>();
    Set<Integer> tooLarge = new HashSet<>();
    int cellCount = 0;
    rowChars = 0;
    int unit = first;
    while (true) {
      cell.setLength(0);
      cellTooLarge = false;
      unit = unit == quote ? quoted() : unquoted(unit);
      if (unit == CsvText.NO_TEXT) {
        stop("bytes that are no text in the encoding of the map", text.last());
      }
      if (malformed != null) {
        return Optional.empty();
      }
      if (cellTooLarge) {
        tooLarge.add(cellCount);
      }
      if (cellCount < maxCells) {
        cells.add(cell.toString());
      }
      cellCount++;
      if (unit != separator) {
        return Optional.of(new CsvRow(line, cells, cellCount, tooLarge));
      }
      unit = text.read();
    }
  }

  /** Reads a cell without quotes; what stands behind it. */
  private int unquoted(int first) throws IOException {
    int unit = first;
    while (unit >= 0 && unit != separator && !isLineEnd(unit)) {
      if (unit == quote) {
        stop("a quote inside a cell that does not begin with one", text.last());
        return unit;
      }
      append(unit);
      unit = text.read();
    }
    return unit;
  }

  /** Reads a cell behind its opening quote; what stands behind its closing quote. */
  private int quoted() throws IOException {
    CsvText.Place opened = text.last();
    while (true) {
      int unit = text.read();
      if (unit == CsvText.END) {
        stop("a quote that is never closed", opened);
        return unit;
      } else if (unit == CsvText.NO_TEXT) {
        return unit;
      } else if (unit == quote) {
        unit = text.read();
        if (unit != quote) {
          if (unit >= 0 && unit != separator && !isLineEnd(unit)) {
            stop("text behind a closing quote", text.last());
          }
          return unit;
        }
      }
      append(unit);
    }
  }

  private void append(int unit) {
    if (cell.length() < MAX_CELL_CHARS && rowChars < MAX_ROW_CHARS) {
      cell.append((char) unit);
      rowChars++;
    } else {
      cellTooLarge = true;
    }
  }

  private static boolean isLineEnd(int unit) {
    return unit == '\n' || unit == '\r';
  }

  private void stop(String what, CsvText.Place place) {
    if (malformed == null) {
      malformed = new ImportStop.Malformed(what, place.line(), place.column(), place.offsetBytes());
    }
  }

  Optional<ImportStop.Malformed> malformed() {
    return Optional.ofNullable(malformed);
  }

  long offsetBytes() {
    return text.offsetBytes();
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
