package dev.clef.cli;

/** Bytes in groups of five bits, the most significant first: BIP-93, §Unshared Secret. */
final class FiveBits {

  private FiveBits() {}

  /** How many groups so many bytes take. */
  static int groups(int bytes) {
    return (bytes * 8 + 4) / 5;
  }

  /** How many bits of so many groups belong to no whole byte. */
  static int left(int groups) {
    return groups * 5 % 8;
  }

  /** The bits missing in the last group are 0. */
  static byte[] of(byte[] bytes) {
    byte[] groups = new byte[groups(bytes.length)];
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      groups[bit / 5] |= (byte) (((bytes[bit / 8] >> (7 - bit % 8)) & 1) << (4 - bit % 5));
    }
    return groups;
  }

  /** What is left over at the end is dropped, whatever it is. */
  static byte[] bytes(byte[] groups) {
    byte[] bytes = new byte[groups.length * 5 / 8];
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      bytes[bit / 8] |= (byte) (((groups[bit / 5] >> (4 - bit % 5)) & 1) << (7 - bit % 8));
    }
    return bytes;
  }
}
