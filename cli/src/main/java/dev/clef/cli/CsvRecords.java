package dev.clef.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of a CSV file behind its header, as they are sent. Not thread-safe. */
final class CsvRecords implements RecordReader {

  private final CsvParser parser;
  private final CsvLayout layout;
  private final String system;
  private long records;
  private @Nullable CsvRow row;

  /** {@code parser} stands behind the header. */
  CsvRecords(CsvParser parser, CsvLayout layout, String system) {
    this.parser = parser;
    this.layout = layout;
    this.system = system;
  }

  @Override
  public boolean next() {
    try {
      row = parser.next().orElse(null);
      return row != null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void skip() {
    records++;
  }

  @Override
  public Optional<UserRecord> read() {
    return Optional.ofNullable(row)
        .map(read -> {
          RecordCopy.Copied copied = layout.of(read);
          return new UserRecord(records++, read.line(), system, copied.json(), copied.reason());
        });
  }

  @Override
  public long offsetBytes() {
    return parser.offsetBytes();
  }

  @Override
  public Optional<ImportStop.Malformed> malformed() {
    return parser.malformed();
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
