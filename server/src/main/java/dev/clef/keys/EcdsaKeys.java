package dev.clef.keys;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * Keys on P-256 that sign for the service where Ed25519 is not understood: {@code openssl ts} of
 * 3.0 verifies no other curve of ours. In software, under the root key like every service key; the
 * scalar is made from the service key at each use. Thread-safe.
 */
public final class EcdsaKeys {

  private static final String CURVE = "secp256r1";

  private final ServiceKeys serviceKeys;

  EcdsaKeys(ServiceKeys serviceKeys) {
    this.serviceKeys = serviceKeys;
  }

  /** The public half of a key, which is made now if there is none. */
  public PublicKey publicKey(String name) {
    ECPoint point =
        new FixedPointCombMultiplier()
            .multiply(ECNamedCurveTable.getByName(CURVE).getG(), scalar(name))
            .normalize();
    java.security.spec.ECPoint w =
        new java.security.spec.ECPoint(
            point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger());
    try {
      return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(w, curve()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK knows P-256", e);
    }
  }

  /** Signs a message with ECDSA and SHA-256: the signature in DER (RFC 3279 §2.2.3). */
  public byte[] sign(String name, byte[] message) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(
          KeyFactory.getInstance("EC")
              .generatePrivate(new ECPrivateKeySpec(scalar(name), curve())));
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK signs with ECDSA on P-256", e);
    }
  }

  /** FIPS 186-5 §A.2.1, from twice as many bits as the order has. */
  private BigInteger scalar(String name) {
    byte[] bits = new byte[2 * HmacSha256.SIZE];
    for (int i = 0; i < 2; i++) {
      byte[] half =
          serviceKeys.hmac(
              ServiceKeyKind.TIMESTAMP,
              name,
              Context.of("clef-ecdsa-p256-v1").text(name).number(i).bytes());
      System.arraycopy(half, 0, bits, i * HmacSha256.SIZE, HmacSha256.SIZE);
    }
    BigInteger order = ECNamedCurveTable.getByName(CURVE).getN();
    return new BigInteger(1, bits).mod(order.subtract(BigInteger.ONE)).add(BigInteger.ONE);
  }

  private static ECParameterSpec curve() throws GeneralSecurityException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec(CURVE));
    return parameters.getParameterSpec(ECParameterSpec.class);
  }
}
