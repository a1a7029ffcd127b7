package dev.clef.keys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One key, wrapped by several custodians, each with a wrapping key of its own. Frozen by a golden
 * file.
 *
 * <pre>
 * format 1 B (0x02) | copies 1 B | for each copy: custodian 8 B, wrapped key 62 B
 * </pre>
 *
 * <p>A custodian is known by the first eight bytes of the SHA-256 of its name. What one custodian
 * alone has wrapped is stored as it is: a {@link WrappedKey}.
 */
final class CopiedKey {

  private static final byte FORMAT = 0x02;
  private static final int HEADER = 2;
  private static final int NAME_BYTES = Long.BYTES;
  private static final int COPY_BYTES = NAME_BYTES + WrappedKey.SIZE;
  private static final int MOST_COPIES = 16;

  private CopiedKey() {}

  /** How a custodian of this name is known. */
  static long nameHash(String custodian) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(custodian.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static boolean isOne(byte[] wrapped) {
    return wrapped.length > 0 && wrapped[0] == FORMAT;
  }

  /**
   * Puts copies together.
   *
   * @param copies by the hash of the custodian's name
   */
  static byte[] of(Map<Long, byte[]> copies) {
    if (copies.isEmpty() || copies.size() > MOST_COPIES) {
      throw new IllegalArgumentException("1 to " + MOST_COPIES + " copies");
    }
    ByteBuffer out = ByteBuffer.allocate(HEADER + copies.size() * COPY_BYTES);
    out.put(FORMAT).put((byte) copies.size());
    copies.forEach((name, wrapped) -> out.putLong(name).put(wrapped));
    return out.array();
  }

  /**
   * The copies, by the hash of the custodian's name.
   *
   * @throws EnvelopeRejected when this is no key in copies
   */
  static Map<Long, byte[]> copies(byte[] wrapped) {
    if (wrapped.length < HEADER + COPY_BYTES
        || wrapped[0] != FORMAT
        || wrapped.length != HEADER + wrapped[1] * COPY_BYTES) {
      throw new EnvelopeRejected();
    }
    Map<Long, byte[]> copies = new LinkedHashMap<>();
    for (int at = HEADER; at < wrapped.length; at += COPY_BYTES) {
      long name = ByteBuffer.wrap(wrapped, at, NAME_BYTES).getLong();
      copies.put(name, Arrays.copyOfRange(wrapped, at + NAME_BYTES, at + COPY_BYTES));
    }
    return copies;
  }
}
