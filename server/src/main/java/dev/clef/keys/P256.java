package dev.clef.keys;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/** ECDSA on the curve P-256 (FIPS 186-5), with private keys made from secret bits. */
final class P256 {

  private static final String CURVE = "secp256r1";
  private static final int SCALAR_BITS_BYTES = 64;

  private P256() {}

  /**
   * The private key of 64 secret bytes, twice as many bits as the order has (FIPS 186-5 §A.2.1).
   */
  static BigInteger scalar(byte[] bits) {
    if (bits.length != SCALAR_BITS_BYTES) {
      throw new IllegalArgumentException("a private key is made from 64 bytes");
    }
    BigInteger order = ECNamedCurveTable.getByName(CURVE).getN();
    return new BigInteger(1, bits).mod(order.subtract(BigInteger.ONE)).add(BigInteger.ONE);
  }

  /** The private key of a seed of 32 bytes. */
  static BigInteger scalarOfSeed(byte[] seed) {
    HmacSha256 hmac = new HmacSha256();
    byte[] bits = new byte[SCALAR_BITS_BYTES];
    for (int i = 0; i < 2; i++) {
      hmac.key(seed);
      byte[] half = hmac.last(Context.of("clef-es256-v1").number(i).bytes());
      System.arraycopy(half, 0, bits, i * HmacSha256.SIZE, HmacSha256.SIZE);
    }
    return scalar(bits);
  }

  /** The public half, uncompressed: 65 bytes (SEC 1 §2.3.3). */
  static byte[] encodedPublicKey(BigInteger scalar) {
    return point(scalar).getEncoded(false);
  }

  /** The public half. */
  static PublicKey publicKey(BigInteger scalar) {
    ECPoint point = point(scalar);
    java.security.spec.ECPoint w =
        new java.security.spec.ECPoint(
            point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger());
    try {
      return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(w, curve()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK knows P-256", e);
    }
  }

  /** The signature in DER (RFC 3279 §2.2.3). */
  static byte[] signDer(BigInteger scalar, byte[] message) {
    return sign("SHA256withECDSA", scalar, message);
  }

  /** The signature as the two numbers beside each other: 64 bytes (RFC 7518 §3.4). */
  static byte[] signFlat(BigInteger scalar, byte[] message) {
    return sign("SHA256withECDSAinP1363Format", scalar, message);
  }

  private static byte[] sign(String algorithm, BigInteger scalar, byte[] message) {
    try {
      Signature signature = Signatures.get(algorithm);
      PrivateKey key =
          KeyFactory.getInstance("EC").generatePrivate(new ECPrivateKeySpec(scalar, curve()));
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK signs with ECDSA on P-256", e);
    }
  }

  private static ECPoint point(BigInteger scalar) {
    return new FixedPointCombMultiplier()
        .multiply(ECNamedCurveTable.getByName(CURVE).getG(), scalar)
        .normalize();
  }

  private static ECParameterSpec curve() throws GeneralSecurityException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec(CURVE));
    return parameters.getParameterSpec(ECParameterSpec.class);
  }
}
