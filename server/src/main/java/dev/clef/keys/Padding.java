package dev.clef.keys;

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

  private Padding() {}

  static byte[] pad(byte[] value) {
    byte[] padded = Arrays.copyOf(value, paddedLength(value.length));
    padded[value.length] = MARK;
    return padded;
  }

  /** The value without its padding, or null when the padding is not one {@link #pad} makes. */
  static byte @Nullable [] unpad(byte[] padded) {
    int end = padded.length - 1;
    while (end >= 0 && padded[end] == 0) {
      end--;
    }
    if (end < 0 || padded[end] != MARK || paddedLength(end) != padded.length) {
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
