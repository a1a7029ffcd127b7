package dev.clef.ledger;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/**
 * An Ed25519 verifier key, the only type Clef trusts for logs (c2sp.org/signed-note, type 0x01).
 *
 * @param name key name; for a log, its origin
 * @param publicKey 32 bytes as in RFC 8032 §5.1.5
 */
public record VerifierKey(String name, Bytes publicKey) {

  static final byte ED25519 = 0x01;
  static final int PUBLIC_KEY_BYTES = 32;

  /** SubjectPublicKeyInfo up to the key itself (RFC 8410 §4). */
  private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  public VerifierKey {
    requireName(name);
    if (publicKey.size() != PUBLIC_KEY_BYTES) {
      throw new MalformedException("an Ed25519 public key has 32 bytes, not " + publicKey.size());
    }
  }

  /**
   * Reads {@code name+hex(key ID)+base64(0x01 || key)}.
   *
   * @throws MalformedException when it is not exactly that, or the key ID does not belong to it
   */
  public static VerifierKey parse(String vkey) {
    String[] parts = vkey.split("\\+", 3);
    if (parts.length != 3) {
      throw new MalformedException("a verifier key has the form name+id+key");
    }
    byte[] typed = Bytes.ofBase64(parts[2]).raw();
    if (typed.length == 0 || typed[0] != ED25519) {
      throw new MalformedException("only Ed25519 verifier keys (type 1) are supported");
    }
    VerifierKey key = new VerifierKey(parts[0], Bytes.copyOf(typed, 1, typed.length - 1));
    if (!key.toString().equals(vkey)) {
      throw new MalformedException("the key ID does not belong to this name and key");
    }
    return key;
  }

  /** SHA-256(name || 0x0A || 0x01 || key), the first four bytes. */
  public int keyId() {
    MessageDigest sha256 = TreeHasher.sha256();
    sha256.update(Strict.utf8(name));
    sha256.update((byte) '\n');
    sha256.update(ED25519);
    return ByteBuffer.wrap(sha256.digest(publicKey.raw())).getInt();
  }

  /** False for every reason a signature can be wrong, a point off the curve included. */
  boolean verifies(byte[] text, byte[] signature) {
    try {
      byte[] spki = new byte[SPKI_PREFIX.length + PUBLIC_KEY_BYTES];
      System.arraycopy(SPKI_PREFIX, 0, spki, 0, SPKI_PREFIX.length);
      System.arraycopy(publicKey.raw(), 0, spki, SPKI_PREFIX.length, PUBLIC_KEY_BYTES);
      PublicKey key =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(key);
      ed25519.update(text);
      return ed25519.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  static void requireName(String name) {
    boolean bad =
        name.codePoints()
            .anyMatch(c -> c == '+' || c < 0x20 || c == 0x85 || Character.isSpaceChar(c));
    if (name.isEmpty() || bad) {
      throw new MalformedException("a key name is not empty and has no space and no plus");
    }
  }

  /** The vkey text, as {@link #parse} reads it. */
  @Override
  public String toString() {
    byte[] typed = new byte[1 + PUBLIC_KEY_BYTES];
    typed[0] = ED25519;
    System.arraycopy(publicKey.raw(), 0, typed, 1, PUBLIC_KEY_BYTES);
    return name + "+" + HexFormat.of().toHexDigits(keyId()) + "+" + Bytes.wrap(typed).base64();
  }
}
