package dev.clef.keys;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Canonical bytes of what a ciphertext or a wrapped key is bound to: every part stands behind its
 * length, so no two different lists of parts of the same types ever have the same bytes; a kind
 * fixes the types. Frozen by a golden file.
 *
 * <p>Layout: for each part a big-endian unsigned 16-bit length and the bytes; text is UTF-8,
 * identifiers are 16 bytes, numbers are 8 bytes big-endian.
 */
public final class Context {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

  private Context() {}

  /** A context of its own kind; kinds keep contexts of different uses apart. */
  public static Context of(String kind) {
    return new Context().text(kind);
  }

  /**
   * Appends a text part of at most 65,535 bytes of UTF-8.
   *
   * @throws IllegalArgumentException for text that has no UTF-8: half of a surrogate pair would
   *     become a question mark and be taken for one
   */
  public Context text(String part) {
    if (!isWellFormed(part)) {
      throw new IllegalArgumentException("a context part is not well-formed text");
    }
    return part(part.getBytes(StandardCharsets.UTF_8));
  }

  /** Appends an identifier. */
  public Context id(UUID part) {
    return part(
        ByteBuffer.allocate(16)
            .putLong(part.getMostSignificantBits())
            .putLong(part.getLeastSignificantBits())
            .array());
  }

  /** Appends a number. */
  public Context number(long part) {
    return part(ByteBuffer.allocate(8).putLong(part).array());
  }

  /** The canonical bytes. */
  public byte[] bytes() {
    return out.toByteArray();
  }

  private static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  private Context part(byte[] part) {
    if (part.length > 0xFFFF) {
      throw new IllegalArgumentException("a context part is longer than 65,535 bytes");
    }
    out.write(part.length >>> 8);
    out.write(part.length);
    out.writeBytes(part);
    return this;
  }
}
