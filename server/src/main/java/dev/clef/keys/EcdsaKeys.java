package dev.clef.keys;

import java.math.BigInteger;
import java.security.PublicKey;

/**
 * Keys on P-256 that sign for the service where Ed25519 is not understood: {@code openssl ts} of
 * 3.0 verifies no other curve of ours. In software, under the root key like every service key; the
 * scalar is made from the service key at each use. Thread-safe.
 */
public final class EcdsaKeys {

  private final ServiceKeys serviceKeys;

  EcdsaKeys(ServiceKeys serviceKeys) {
    this.serviceKeys = serviceKeys;
  }

  /** The public half of a key, which is made now if there is none. */
  public PublicKey publicKey(String name) {
    return P256.publicKey(scalar(name));
  }

  /** Signs a message with ECDSA and SHA-256: the signature in DER (RFC 3279 §2.2.3). */
  public byte[] sign(String name, byte[] message) {
    return P256.signDer(scalar(name), message);
  }

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
    return P256.scalar(bits);
  }
}
