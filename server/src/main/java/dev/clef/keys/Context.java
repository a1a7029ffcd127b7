package dev.clef.keys;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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

  private static final int LENGTH_BYTES = Short.BYTES;
  private static final VarHandle LENGTH =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] out = new byte[128];
  private int length;

  Context() {}

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
    int chars = part.length();
    int at = begin(chars);
    for (int i = 0; i < chars; i++) {
      char letter = part.charAt(i);
      if (letter >= 0x80) {
        length = at - LENGTH_BYTES;
        return encoded(part);
      }
      out[at + i] = (byte) letter;
    }
    return this;
  }

  private Context encoded(String part) {
    if (!isWellFormed(part)) {
      throw new IllegalArgumentException("a context part is not well-formed text");
    }
    byte[] utf8 = part.getBytes(StandardCharsets.UTF_8);
    int at = begin(utf8.length);
    System.arraycopy(utf8, 0, out, at, utf8.length);
    return this;
  }

  /** Appends an identifier. */
  public Context id(UUID part) {
    int at = begin(2 * Long.BYTES);
    LONG.set(out, at, part.getMostSignificantBits());
    LONG.set(out, at + Long.BYTES, part.getLeastSignificantBits());
    return this;
  }

  /** Appends a number. */
  public Context number(long part) {
    int at = begin(Long.BYTES);
    LONG.set(out, at, part);
    return this;
  }

  /** The canonical bytes. */
  public byte[] bytes() {
    return Arrays.copyOf(out, length);
  }

  /**
   * Begins another context in the same room, behind {@code reserved} bytes that are the caller's.
   */
  Context anew(int reserved) {
    length = reserved;
    return this;
  }

  /** Where the bytes are, from the reserved ones on; another array when it grows. */
  byte[] room() {
    return out;
  }

  /** How many bytes there are, the reserved ones included. */
  int length() {
    return length;
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

  /** Room for a part, behind its length: where it begins in {@code out}, which may be new. */
  private int begin(int bytes) {
    if (bytes > 0xFFFF) {
      throw new IllegalArgumentException("a context part is longer than 65,535 bytes");
    }
    int at = length + LENGTH_BYTES;
    int end = at + bytes;
    if (end > out.length) {
      out = Arrays.copyOf(out, Math.max(end, 2 * out.length));
    }
    LENGTH.set(out, length, (short) bytes);
    length = end;
    return at;
  }
}
