package dev.clef.ledger;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** Public keys of notes as the JDK has them. */
final class PublicKeys {

  private PublicKeys() {}

  /** The bytes of a public key of the JDK, as notes carry them. */
  static Bytes raw(KeyType type, PublicKey key) {
    byte[] spki = key.getEncoded();
    int prefix = type.spkiPrefix().length() / 2;
    if (spki.length != prefix + type.keyBytes()
        || !HexFormat.of().formatHex(spki, 0, prefix).equals(type.spkiPrefix())) {
      throw new IllegalArgumentException("not a public key of " + type.algorithm());
    }
    return Bytes.copyOf(spki, prefix, type.keyBytes());
  }

  /** False for every reason a signature can be wrong, a point off the curve included. */
  static boolean verifies(KeyType type, Bytes publicKey, byte[] message, byte[] signature) {
    try {
      byte[] prefix = HexFormat.of().parseHex(type.spkiPrefix());
      byte[] spki = Arrays.copyOf(prefix, prefix.length + type.keyBytes());
      System.arraycopy(publicKey.raw(), 0, spki, prefix.length, type.keyBytes());
      Signature verifier = Signature.getInstance(type.algorithm());
      verifier.initVerify(
          KeyFactory.getInstance(type.algorithm()).generatePublic(new X509EncodedKeySpec(spki)));
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
