package dev.clef.cli;

import java.io.IOException;
import java.util.Optional;

/** Walks over the records of a file, holding one at a time. Not thread-safe. */
sealed interface RecordReader extends AutoCloseable permits UserReader, CsvRecords {

  /** Goes to the next record; false at the end of the file, or where it cannot be read on. */
  boolean next();

  /** Passes over the current record without looking at it. */
  void skip();

  /** The current record, or empty where it cannot be read. */
  Optional<UserRecord> read();

  /** How far the file was read, in bytes. */
  long offsetBytes();

  /** Where and why the file could not be read on, if so. */
  Optional<ImportStop.Malformed> malformed();

  @Override
  void close() throws IOException;
}
