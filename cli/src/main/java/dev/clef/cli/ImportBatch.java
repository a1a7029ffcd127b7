package dev.clef.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Consecutive records of one realm, ready to be sent.
 *
 * @param first index of the first record
 * @param lines the line of each record
 * @param endBytes how far the file was read after the last
 */
record ImportBatch(long first, List<Long> lines, byte[] body, long endBytes) {

  /** A quarter of what the server takes, so that neither side holds much. */
  private static final int MAX_BODY_BYTES = 4 << 20;

  /** The index after the last record. */
  long next() {
    return first + lines.size();
  }

  long lineOf(long index) {
    return lines.get(Math.toIntExact(index - first));
  }

  /** Cuts the records of a file into batches. Not thread-safe. */
  static final class Cutter {

    private final RecordReader reader;
    private final int maxRecords;
    private Optional<UserRecord> carried = Optional.empty();

    Cutter(RecordReader reader, int maxRecords) {
      this.reader = reader;
      this.maxRecords = maxRecords;
    }

    /** The next batch, or empty where no further record can be read. */
    Optional<ImportBatch> next() {
      Optional<UserRecord> start = carried.isPresent() ? carried : read();
      carried = Optional.empty();
      if (start.isEmpty()) {
        return Optional.empty();
      }
      UserRecord first = start.get();
      List<Long> lines = new ArrayList<>();
      ByteArrayOutputStream body = new ByteArrayOutputStream(1 << 16);
      body.writeBytes(head(first));
      Optional<UserRecord> record = start;
      while (record.isPresent()) {
        if (!lines.isEmpty()) {
          body.write(',');
        }
        body.writeBytes(record.get().json());
        lines.add(record.get().line());
        if (lines.size() == maxRecords || body.size() > MAX_BODY_BYTES) {
          break;
        }
        record = read();
        if (record.isPresent() && !record.get().realm().equals(first.realm())) {
          carried = record;
          break;
        }
      }
      body.writeBytes("]}".getBytes(StandardCharsets.US_ASCII));
      return Optional.of(
          new ImportBatch(first.index(), lines, body.toByteArray(), reader.offsetBytes()));
    }

    private Optional<UserRecord> read() {
      return reader.next() ? reader.read() : Optional.empty();
    }

    private static byte[] head(UserRecord first) {
      String realm = Json.MAPPER.writeValueAsString(first.realm());
      String head = "{\"realm\":" + realm + ",\"first\":" + first.index() + ",\"people\":[";
      return head.getBytes(StandardCharsets.UTF_8);
    }
  }
}
