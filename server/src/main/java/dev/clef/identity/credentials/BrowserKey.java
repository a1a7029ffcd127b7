package dev.clef.identity.credentials;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The public half of a key a browser made for itself and lets nobody have (WebCrypto, not
 * extractable): ECDSA on P-256 with SHA-256. Immutable.
 */
public final class BrowserKey {

  /** What every message begins with: a signature for this is one for nothing else. */
  public static final String CONTEXT = "clef session\n";

  /** Likewise, for the key of a browser a listener trusts. */
  public static final String DEVICE_CONTEXT = "clef device\n";

  /** SubjectPublicKeyInfo of P-256 up to the point, not compressed (RFC 5480 §2). */
  private static final byte[] P256 =
      HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

  private static final int SPKI_BYTES = 91;
  private static final int SIGNATURE_BYTES = 64;

  private final byte[] spki;
  private final PublicKey key;

  private BrowserKey(byte[] spki, PublicKey key) {
    this.spki = spki;
    this.key = key;
  }

  /**
   * Reads what a browser sends.
   *
   * @param text SubjectPublicKeyInfo in base64url without padding
   */
  public static Optional<BrowserKey> of(String text) {
    return decoded(text, SPKI_BYTES).flatMap(BrowserKey::stored);
  }

  /** Reads what {@link #spki} wrote. */
  public static Optional<BrowserKey> stored(byte[] spki) {
    if (spki.length != SPKI_BYTES || !Arrays.equals(spki, 0, P256.length, P256, 0, P256.length)) {
      return Optional.empty();
    }
    try {
      PublicKey key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(spki));
      return Optional.of(new BrowserKey(spki.clone(), key));
    } catch (GeneralSecurityException noPoint) {
      return Optional.empty();
    }
  }

  /** SubjectPublicKeyInfo, 91 bytes. */
  public byte[] spki() {
    return spki.clone();
  }

  /**
   * Whether the other half signed the message.
   *
   * @param signature r and s, 32 bytes each (IEEE P1363), in base64url without padding
   */
  public boolean signed(String message, String signature) {
    return signed(CONTEXT, message, signature);
  }

  /**
   * Likewise.
   *
   * @param context what the message begins with
   */
  public boolean signed(String context, String message, String signature) {
    return decoded(signature, SIGNATURE_BYTES)
        .filter(bytes -> verified(context + message, bytes))
        .isPresent();
  }

  private boolean verified(String message, byte[] signature) {
    try {
      Signature check = Signature.getInstance("SHA256withECDSAinP1363Format");
      check.initVerify(key);
      check.update(message.getBytes(StandardCharsets.UTF_8));
      return check.verify(signature);
    } catch (GeneralSecurityException wrong) {
      return false;
    }
  }

  private static Optional<byte[]> decoded(String text, int bytes) {
    if (text.length() != (bytes * 4 + 2) / 3) {
      return Optional.empty();
    }
    try {
      return Optional.of(Base64.getUrlDecoder().decode(text)).filter(all -> all.length == bytes);
    } catch (IllegalArgumentException noBase64) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "BrowserKey[<redacted>]";
  }
}
