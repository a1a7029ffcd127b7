package dev.clef.cli;

/**
 * Arithmetic in GF(32) with x⁵ + x³ + 1, the field of BIP-93. Neither branches nor look-ups depend
 * on the operands.
 */
final class Gf32 {

  private static final int MODULUS = 0b10_1001;

  private Gf32() {}

  static int times(int a, int b) {
    int product = 0;
    for (int bit = 4; bit >= 0; bit--) {
      product <<= 1;
      product ^= -(product >> 5) & MODULUS;
      product ^= -((b >> bit) & 1) & a;
    }
    return product;
  }

  /** a⁻¹ is a³⁰, because every element but 0 has an order that divides 31. */
  static int inverse(int a) {
    int squared = times(a, a);
    int power = squared;
    for (int i = 0; i < 3; i++) {
      squared = times(squared, squared);
      power = times(power, squared);
    }
    return power;
  }

  /** By what the values at these points are multiplied so that their sum is the value at x. */
  static int[] lagrange(int[] points, int x) {
    int[] weights = new int[points.length];
    for (int i = 0; i < points.length; i++) {
      int above = 1;
      int below = 1;
      for (int j = 0; j < points.length; j++) {
        if (j != i) {
          above = times(above, x ^ points[j]);
          below = times(below, points[i] ^ points[j]);
        }
      }
      weights[i] = times(above, inverse(below));
    }
    return weights;
  }
}
