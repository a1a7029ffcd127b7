package dev.clef.keys;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Length classes: the length of a ciphertext tells the class of the value, not its length. A value
 * is followed by one byte 0x80 and zeros (ISO/IEC 7816-4) up to 16, 32, 64, 128 or 256 bytes,
 * beyond that up to a multiple of 256.
 */
final class Padding {

  private static final int SMALLEST = 16;
  private static final int COARSE = 256;
  private static final byte MARK = (byte) 0x80;
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private Padding() {}

  /** Puts {@code value} and its padding into {@code out}, which is zero from {@code at} on. */
  static void pad(byte[] value, byte[] out, int at) {
    System.arraycopy(value, 0, out, at, value.length);
    out[at + value.length] = MARK;
  }

  /**
   * The value without its padding, or null when the first {@code length} bytes are not what {@link
   * #pad} makes.
   */
  static byte @Nullable [] unpad(byte[] padded, int length) {
    int end = length - 1;
    while (end >= Long.BYTES && (long) EIGHT.get(padded, end - Long.BYTES + 1) == 0) {
      end -= Long.BYTES;
    }
    while (end >= 0 && padded[end] == 0) {
      end--;
    }
    if (end < 0 || padded[end] != MARK || paddedLength(end) != length) {
      return null;
    }
    return Arrays.copyOf(padded, end);
  }

  static int paddedLength(int valueLength) {
    int needed = valueLength + 1;
    if (needed > COARSE) {
      return (needed + COARSE - 1) / COARSE * COARSE;
    }
    int length = SMALLEST;
    while (length < needed) {
      length *= 2;
    }
    return length;
  }
}
