package dev.clef.keys;

import java.nio.ByteBuffer;

/**
 * An element of GF(2^128) as GHASH uses it (NIST SP 800-38D §6.3): the first bit of a block is the
 * coefficient of x^0. For building forgeries in tests; slow.
 */
record GhashField(long high, long low) {

  static final GhashField ZERO = new GhashField(0, 0);
  static final GhashField ONE = new GhashField(1L << 63, 0);

  private static final long REDUCTION = 0xE1L << 56;

  /** The element of a block; a shorter one is filled with zeros. */
  static GhashField of(byte[] bytes, int offset, int length) {
    byte[] block = new byte[16];
    System.arraycopy(bytes, offset, block, 0, length);
    ByteBuffer buffer = ByteBuffer.wrap(block);
    return new GhashField(buffer.getLong(), buffer.getLong());
  }

  byte[] bytes() {
    return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
  }

  GhashField plus(GhashField other) {
    return new GhashField(high ^ other.high, low ^ other.low);
  }

  GhashField times(GhashField other) {
    GhashField sum = ZERO;
    GhashField shifted = other;
    for (int bit = 0; bit < 128; bit++) {
      long word = bit < 64 ? high : low;
      if ((word >>> (63 - bit % 64) & 1) == 1) {
        sum = sum.plus(shifted);
      }
      boolean carry = (shifted.low & 1) == 1;
      shifted =
          new GhashField(
              shifted.high >>> 1 ^ (carry ? REDUCTION : 0), shifted.low >>> 1 | shifted.high << 63);
    }
    return sum;
  }

  GhashField power(int exponent) {
    GhashField product = ONE;
    for (int i = 0; i < exponent; i++) {
      product = product.times(this);
    }
    return product;
  }

  /** The element e with e * this = 1, by Fermat: this^(2^128 - 2). */
  GhashField inverse() {
    GhashField product = ONE;
    GhashField square = this;
    for (int i = 1; i < 128; i++) {
      square = square.times(square);
      product = product.times(square);
    }
    return product;
  }
}
