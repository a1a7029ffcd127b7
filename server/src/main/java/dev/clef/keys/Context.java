package dev.clef.keys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

  private byte[] out = new byte[128];
  private int length;

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
    byte[] utf8 = part.getBytes(StandardCharsets.UTF_8);
    begin(utf8.length).put(utf8);
    return this;
  }

  /** Appends an identifier. */
  public Context id(UUID part) {
    begin(16).putLong(part.getMostSignificantBits()).putLong(part.getLeastSignificantBits());
    return this;
  }

  /** Appends a number. */
  public Context number(long part) {
    begin(8).putLong(part);
    return this;
  }

  /** The canonical bytes. */
  public byte[] bytes() {
    return Arrays.copyOf(out, length);
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

  /** Room for a part, behind its length. */
  private ByteBuffer begin(int bytes) {
    if (bytes > 0xFFFF) {
      throw new IllegalArgumentException("a context part is longer than 65,535 bytes");
    }
    int end = length + 2 + bytes;
    if (end > out.length) {
      out = Arrays.copyOf(out, Math.max(end, 2 * out.length));
    }
    ByteBuffer room = ByteBuffer.wrap(out, length, 2 + bytes).putShort((short) bytes);
    length = end;
    return room;
  }
}
