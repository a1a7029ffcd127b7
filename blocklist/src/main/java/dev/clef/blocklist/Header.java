package dev.clef.blocklist;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;

/** The first 256 bytes of a filter. */
record Header(
    long count, long stored, long bucketsBytes, Instant madeAt, long minimumCount, String source) {

  byte[] bytes() {
    byte[] label = source.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(Layout.HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes
        .put(Layout.MAGIC)
        .putLong(count)
        .putLong(stored)
        .putLong(bucketsBytes)
        .putLong(madeAt.getEpochSecond())
        .putLong(minimumCount)
        .putShort((short) label.length)
        .put(label);
    return bytes.array();
  }

  /** Reads what {@link #bytes} wrote, and nothing else. */
  static Header of(byte[] bytes) throws UnusableFilterException {
    if (!Arrays.equals(bytes, 0, Layout.FAMILY_BYTES, Layout.MAGIC, 0, Layout.FAMILY_BYTES)) {
      throw new UnusableFilterException("it is not a password filter of Clef");
    }
    int version = bytes[Layout.FAMILY_BYTES];
    if (version != Layout.MAGIC[Layout.FAMILY_BYTES]) {
      throw new UnusableFilterException(
          "it is a password filter of a version that this Clef does not know");
    }
    ByteBuffer rest = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    rest.position(Layout.MAGIC.length);
    try {
      long count = rest.getLong();
      long stored = rest.getLong();
      long bucketsBytes = rest.getLong();
      Instant madeAt = Instant.ofEpochSecond(rest.getLong());
      long minimumCount = rest.getLong();
      int length = Short.toUnsignedInt(rest.getShort());
      if (length > Layout.MAX_SOURCE_BYTES) {
        throw damaged();
      }
      String source =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(rest.slice(Layout.SOURCE_AT, length))
              .toString();
      Header header = new Header(count, stored, bucketsBytes, madeAt, minimumCount, source);
      if (!header.isPossible() || !Arrays.equals(header.bytes(), bytes)) {
        throw damaged();
      }
      return header;
    } catch (CharacterCodingException | DateTimeException e) {
      throw damaged();
    }
  }

  /** Length of the whole file. */
  long fileBytes() {
    return Layout.HEADER_BYTES + bucketsBytes + Layout.indexBytes(count) + Layout.DIGEST_BYTES;
  }

  long indexAt() {
    return Layout.HEADER_BYTES + bucketsBytes;
  }

  private boolean isPossible() {
    return count >= 1
        && count <= Layout.MAX_COUNT
        && stored >= 1
        && stored <= count
        && minimumCount >= 1
        && bucketsBytes >= 0
        && bucketsBytes <= Layout.buckets(count) * Layout.SLOTS + 3 * stored;
  }

  private static UnusableFilterException damaged() {
    return new UnusableFilterException("it is damaged: its header makes no sense");
  }
}
