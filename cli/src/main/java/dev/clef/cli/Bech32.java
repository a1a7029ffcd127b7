package dev.clef.cli;

/**
 * The alphabet of BIP-173: 32 characters for the elements of GF(32). It has no b, i, o and 1. All
 * of it is looked through each time, so that what is looked up does not show in the time.
 */
final class Bech32 {

  private static final String LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

  private Bech32() {}

  static char letter(int value) {
    int found = 0;
    for (int i = 0; i < LETTERS.length(); i++) {
      found |= LETTERS.charAt(i) & same(i, value);
    }
    return (char) found;
  }

  /** The value of a lower-case character, or -1. */
  static int value(char letter) {
    int found = -1;
    for (int i = 0; i < LETTERS.length(); i++) {
      int same = same(LETTERS.charAt(i), letter);
      found = (found & ~same) | (i & same);
    }
    return found;
  }

  /** The values of a text that is known to have no other characters. */
  static byte[] values(String letters) {
    byte[] values = new byte[letters.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) value(letters.charAt(i));
    }
    return values;
  }

  static String letters(byte[] values, int from, int to) {
    StringBuilder letters = new StringBuilder();
    for (int i = from; i < to; i++) {
      letters.append(letter(values[i]));
    }
    return letters.toString();
  }

  /** All ones when they are the same, else 0. */
  private static int same(int a, int b) {
    return ((a ^ b) - 1) >> 31;
  }
}
