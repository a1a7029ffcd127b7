package dev.clef.ledger;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.HexFormat;

/**
 * A verifier key (c2sp.org/signed-note).
 *
 * @param name key name; for a log, its origin
 * @param type what it verifies
 * @param publicKey for Ed25519 as in RFC 8032 §5.1.5, for ML-DSA-44 as in FIPS 204 Algorithm 22
 */
public record VerifierKey(String name, KeyType type, Bytes publicKey) {

  public VerifierKey {
    requireName(name);
    if (publicKey.size() != type.keyBytes()) {
      throw new MalformedException(
          "a public key of "
              + type.algorithm()
              + " has "
              + type.keyBytes()
              + " bytes, not "
              + publicKey.size());
    }
  }

  /** An Ed25519 key that signs notes of any kind (type 0x01). */
  public VerifierKey(String name, Bytes publicKey) {
    this(name, KeyType.ED25519, publicKey);
  }

  /** From a key of the JDK. */
  public static VerifierKey of(String name, KeyType type, PublicKey key) {
    return new VerifierKey(name, type, PublicKeys.raw(type, key));
  }

  /**
   * Reads {@code name+hex(key ID)+base64(type || key)}.
   *
   * @throws MalformedException when it is not exactly that, or the key ID does not belong to it
   */
  public static VerifierKey parse(String vkey) {
    String[] parts = vkey.split("\\+", 3);
    if (parts.length != 3) {
      throw new MalformedException("a verifier key has the form name+id+key");
    }
    byte[] typed = Bytes.ofBase64(parts[2]).raw();
    KeyType type = typed.length == 0 ? null : KeyType.of(typed[0]).orElse(null);
    if (type == null) {
      throw new MalformedException(
          "only verifier keys of Ed25519 (types 1 and 4) and ML-DSA-44 (type 6) are supported");
    }
    VerifierKey key = new VerifierKey(parts[0], type, Bytes.copyOf(typed, 1, typed.length - 1));
    if (!key.toString().equals(vkey)) {
      throw new MalformedException("the key ID does not belong to this name and key");
    }
    return key;
  }

  /** SHA-256(name || 0x0A || type || key), the first four bytes. */
  public int keyId() {
    MessageDigest sha256 = TreeHasher.sha256();
    sha256.update(Strict.utf8(name));
    sha256.update((byte) '\n');
    sha256.update(type.code());
    return ByteBuffer.wrap(sha256.digest(publicKey.raw())).getInt();
  }

  /** Whether this is a signature of the key over the text of a note. */
  boolean verifies(byte[] text, byte[] signature) {
    return type.isCosignature()
        ? Cosignature.verifies(this, text, signature)
        : PublicKeys.verifies(type, publicKey, text, signature);
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
    byte[] typed = new byte[1 + publicKey.size()];
    typed[0] = type.code();
    System.arraycopy(publicKey.raw(), 0, typed, 1, publicKey.size());
    return name + "+" + HexFormat.of().toHexDigits(keyId()) + "+" + Bytes.wrap(typed).base64();
  }
}
