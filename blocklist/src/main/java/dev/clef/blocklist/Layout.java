package dev.clef.blocklist;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The password filter, version 1. Integers are unsigned and little-endian. Frozen: what is changed
 * gets another version.
 *
 * <pre>
 * header   256 bytes
 *     0    16  "Clef passwords 1" in ASCII
 *    16     8  count: distinct hashes that were put in, 1 to 2^40
 *    24     8  stored: distinct keys of them
 *    32     8  bytes of the buckets
 *    40     8  when it was made, in seconds since 1970
 *    48     8  minimum count used
 *    56     2  bytes of the source
 *    58   198  the source in UTF-8, then zeros
 * buckets      one after the other, ceil(count / 512) of them
 * index        6 bytes for each bucket: where it begins, counted from the first; then their end
 * digest   32  SHA-256 of buckets and index, then of the header
 * </pre>
 *
 * A <b>key</b> is the hash as a fraction of 2^64, times count * 2^16, rounded down: so keys are
 * spread over 65,536 times as many numbers as there are hashes. Its lowest 16 bits are the
 * fingerprint, the 9 bits above are the slot, the rest is the number of the bucket. A bucket of m
 * keys in ascending order holds their m fingerprints (2 bytes each), then for each of the 512 slots
 * a bit 1 for each of its keys and a bit 0, from the lowest bit of each byte, padded with zeros to
 * whole bytes. This is the code of Elias and Fano, cut into pieces that can be found at once.
 */
final class Layout {

  static final byte[] MAGIC = "Clef passwords 1".getBytes(StandardCharsets.US_ASCII);

  /** What every version begins with. */
  static final int FAMILY_BYTES = MAGIC.length - 1;

  static final int HEADER_BYTES = 256;
  static final int DIGEST_BYTES = 32;
  static final int POINTER_BYTES = 6;
  static final int SOURCE_AT = 58;
  static final int MAX_SOURCE_BYTES = HEADER_BYTES - SOURCE_AT;
  static final long MAX_COUNT = 1L << 40;

  static final int FINGERPRINT_BITS = 16;
  static final int SLOT_BITS = 9;
  static final int SLOTS = 1 << SLOT_BITS;
  static final int BUCKET_BITS = FINGERPRINT_BITS + SLOT_BITS;
  static final int FINGERPRINT_MASK = (1 << FINGERPRINT_BITS) - 1;

  static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Layout() {}

  /** How many keys there could be. */
  static long universe(long count) {
    return count << FINGERPRINT_BITS;
  }

  static long key(long hash, long universe) {
    return Math.unsignedMultiplyHigh(hash, universe);
  }

  static long buckets(long count) {
    return (count + SLOTS - 1) >>> SLOT_BITS;
  }

  /** Bytes of a bucket of {@code keys} keys. */
  static long bucketBytes(long keys) {
    return 2 * keys + (keys + SLOTS + 7) / 8;
  }

  /** Keys of a bucket of {@code bytes} bytes, or -1 when none is so long. */
  static long keysIn(long bytes) {
    long keys = (bytes - SLOTS / 8) * 8 / 17;
    return bytes >= SLOTS / 8 && bucketBytes(keys) == bytes ? keys : -1;
  }

  static long indexBytes(long count) {
    return (buckets(count) + 1) * POINTER_BYTES;
  }
}
