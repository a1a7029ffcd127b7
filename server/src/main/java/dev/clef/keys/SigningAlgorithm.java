package dev.clef.keys;

import java.util.Locale;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;

/** How a key signs. Each is made from 32 random bytes. The names are stored: never rename one. */
public enum SigningAlgorithm {
  /** RFC 8032: public keys of 32 bytes, signatures of 64. */
  ED25519,
  /** FIPS 204, without a context: public keys of 1312 bytes, signatures of 2420. */
  ML_DSA_44,
  /** RFC 7518 §3.4: public keys of 65 bytes, a point uncompressed; signatures of 64. */
  ES256,
  /**
   * RFC 7518 §3.3: public keys of 384 bytes, the modulus for the exponent 65537; signatures too.
   */
  RS256;

  /** The name in the API and in the database. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The public key of a seed; the JDK makes none from it, BouncyCastle does. */
  byte[] publicKey(byte[] seed) {
    return switch (this) {
      case ED25519 -> new Ed25519PrivateKeyParameters(seed).generatePublicKey().getEncoded();
      case ML_DSA_44 -> mlDsa(seed).getPublicKey();
      case ES256 -> P256.encodedPublicKey(P256.scalarOfSeed(seed));
      case RS256 -> Rsa3072.modulus(seed);
    };
  }

  private static MLDSAPrivateKeyParameters mlDsa(byte[] seed) {
    return new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_44, seed);
  }

  /** Half a millisecond with the key: the JDK reads seeds of ML-DSA from its version 26 on. */
  static byte[] signMlDsa(byte[] seed, byte[] message) {
    MLDSASigner signer = new MLDSASigner();
    signer.init(true, mlDsa(seed));
    signer.update(message, 0, message.length);
    try {
      return signer.generateSignature();
    } catch (CryptoException e) {
      throw new IllegalStateException("a key made here signs", e);
    }
  }
}
