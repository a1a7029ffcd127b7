package dev.clef.keys;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.util.Arrays;

/**
 * RSASSA-PKCS1-v1_5 with SHA-256 and a modulus of 3072 bits (RFC 7518 §3.3), with primes made from
 * a seed. What is kept is the seed, as for the other algorithms: each prime is the next one after a
 * start that is drawn from it, and is found again in a millisecond, because it divides the modulus.
 * How a seed becomes a key is frozen by a test.
 */
final class Rsa3072 {

  static final BigInteger EXPONENT = BigInteger.valueOf(65_537);
  static final int MODULUS_BYTES = 384;

  private static final int PRIME_BYTES = MODULUS_BYTES / 2;
  private static final int PRIME_BITS = PRIME_BYTES * Byte.SIZE;

  /** So far apart are the two primes at least (FIPS 186-5 §A.1.3). */
  private static final int APART_BITS = PRIME_BITS - 100;

  private Rsa3072() {}

  /** The modulus of a seed: 384 bytes, after about half a second. */
  static byte[] modulus(byte[] seed) {
    BigInteger p = prime(start(seed, 0));
    BigInteger q = prime(start(seed, 1));
    if (p.subtract(q).abs().bitLength() <= APART_BITS) {
      throw new IllegalStateException("a seed of 32 random bytes has two primes far apart");
    }
    byte[] bytes = p.multiply(q).toByteArray();
    return Arrays.copyOfRange(bytes, bytes.length - MODULUS_BYTES, bytes.length);
  }

  /** The signature of 384 bytes. The key is made for it alone, as those of other algorithms are. */
  static byte[] sign(byte[] seed, byte[] modulus, byte[] message) {
    BigInteger n = new BigInteger(1, modulus);
    BigInteger p = factor(n, start(seed, 0));
    BigInteger q = n.divide(p);
    BigInteger p1 = p.subtract(BigInteger.ONE);
    BigInteger q1 = q.subtract(BigInteger.ONE);
    BigInteger d = EXPONENT.modInverse(p1.multiply(q1));
    try {
      Signature signature = Signatures.get("SHA256withRSA");
      signature.initSign(
          KeyFactory.getInstance("RSA")
              .generatePrivate(
                  new RSAPrivateCrtKeySpec(
                      n, EXPONENT, d, p, q, d.mod(p1), d.mod(q1), q.modInverse(p))));
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK signs with RSA", e);
    }
  }

  /** An odd number whose two highest bits are set, so that the product of two has 3072 bits. */
  private static BigInteger start(byte[] seed, int which) {
    HmacSha256 hmac = new HmacSha256();
    byte[] bytes = new byte[PRIME_BYTES];
    for (int at = 0; at < PRIME_BYTES; at += HmacSha256.SIZE) {
      hmac.key(seed);
      byte[] part = hmac.last(Context.of("clef-rs256-v1").number(which).number(at).bytes());
      System.arraycopy(part, 0, bytes, at, HmacSha256.SIZE);
    }
    BigInteger start = new BigInteger(1, bytes);
    Arrays.fill(bytes, (byte) 0);
    return start.setBit(PRIME_BITS - 1).setBit(PRIME_BITS - 2).setBit(0);
  }

  /** The next prime after it that goes with the exponent. */
  private static BigInteger prime(BigInteger start) {
    BigInteger prime = start.nextProbablePrime();
    while (prime.mod(EXPONENT).equals(BigInteger.ONE)) {
      prime = prime.nextProbablePrime();
    }
    return prime;
  }

  private static BigInteger factor(BigInteger n, BigInteger start) {
    BigInteger end = start.add(BigInteger.ONE.shiftLeft(Short.SIZE));
    for (BigInteger p = start.add(BigInteger.TWO);
        p.compareTo(end) < 0;
        p = p.add(BigInteger.TWO)) {
      if (n.mod(p).signum() == 0) {
        return p;
      }
    }
    throw new KeyUnavailable("a signing key does not belong to its public half");
  }
}
