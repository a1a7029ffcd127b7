package dev.clef.cli;

/**
 * The two BCH codes of BIP-93, as shift registers over GF(32): §Checksum and §Long codex32. The
 * generators are those of its §Mathematical Companion, without the leading 1.
 */
final class Codex32Checksum {

  /** 13 characters after at most 80. */
  static final Codex32Checksum SHORT = new Codex32Checksum("em3gqeeelmcss", "secretshare32");

  /** 15 characters after at least 81. */
  static final Codex32Checksum LONG = new Codex32Checksum("02e6fe4xh4x9kyh", "secretshare32ex");

  private static final int MAX_SHORT_DATA = 80;

  private final byte[] generator;
  private final byte[] target;

  private Codex32Checksum(String generator, String target) {
    this.generator = Bech32.values(generator);
    this.target = Bech32.values(target);
  }

  /** The code for so many values without their checksum. */
  static Codex32Checksum of(int dataValues) {
    return dataValues > MAX_SHORT_DATA ? LONG : SHORT;
  }

  int length() {
    return target.length;
  }

  /** Puts the checksum into the last places of the values. */
  void complete(String prefix, byte[] values) {
    int data = values.length - length();
    for (int i = data; i < values.length; i++) {
      values[i] = 0;
    }
    System.arraycopy(syndrome(prefix, values), 0, values, data, length());
  }

  /** All zero when the checksum is right; else what the errors alone make of it. */
  byte[] syndrome(String prefix, byte[] values) {
    byte[] register = new byte[length()];
    register[length() - 1] = 1;
    for (int i = 0; i < prefix.length(); i++) {
      shift(register, prefix.charAt(i) >> 5);
    }
    shift(register, 0);
    for (int i = 0; i < prefix.length(); i++) {
      shift(register, prefix.charAt(i) & 31);
    }
    for (byte value : values) {
      shift(register, value);
    }
    for (int i = 0; i < register.length; i++) {
      register[i] ^= target[i];
    }
    return register;
  }

  /** What one wrong value does to the syndrome: the code is linear. */
  byte[] syndromeOf(int error, int valuesAfterIt) {
    byte[] register = new byte[length()];
    shift(register, error);
    for (int i = 0; i < valuesAfterIt; i++) {
      shift(register, 0);
    }
    return register;
  }

  private void shift(byte[] register, int value) {
    int out = register[0];
    System.arraycopy(register, 1, register, 0, register.length - 1);
    register[register.length - 1] = (byte) value;
    for (int i = 0; i < register.length; i++) {
      register[i] ^= (byte) Gf32.times(out, generator[i]);
    }
  }
}
