package dev.clef.ledger;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;

/** Signs notes with an Ed25519 key of the JDK (RFC 8032). Safe for use by many threads. */
public final class Ed25519Signer implements NoteSigner {

  private static final byte[] TRIAL = {'c', 'l', 'e', 'f'};

  private final VerifierKey key;
  private final PrivateKey privateKey;

  private Ed25519Signer(VerifierKey key, PrivateKey privateKey) {
    this.key = key;
    this.privateKey = privateKey;
    if (!key.verifies(TRIAL, sign(TRIAL))) {
      throw new IllegalArgumentException("the private and the public key are not a pair");
    }
  }

  /**
   * From a JDK key pair; the private half may live in a hardware module.
   *
   * @throws IllegalArgumentException when the halves do not belong together
   */
  public static Ed25519Signer of(String name, PrivateKey privateKey, PublicKey publicKey) {
    return new Ed25519Signer(VerifierKey.of(name, KeyType.ED25519, publicKey), privateKey);
  }

  /**
   * From the 32-byte seed and the 32-byte public key of RFC 8032 §5.1.5. The JDK does not derive
   * the second from the first, so both are kept.
   *
   * @throws IllegalArgumentException when they do not belong together
   */
  public static Ed25519Signer ofSeed(String name, byte[] seed, byte[] publicKey) {
    try {
      PrivateKey privateKey =
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
      return new Ed25519Signer(new VerifierKey(name, Bytes.copyOf(publicKey)), privateKey);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an Ed25519 seed", e);
    }
  }

  @Override
  public String name() {
    return key.name();
  }

  @Override
  public int keyId() {
    return key.keyId();
  }

  /** The public half, to publish. */
  public VerifierKey key() {
    return key;
  }

  @Override
  public byte[] sign(byte[] text) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initSign(privateKey);
      ed25519.update(text);
      return ed25519.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the signing key cannot be used", e);
    }
  }
}
