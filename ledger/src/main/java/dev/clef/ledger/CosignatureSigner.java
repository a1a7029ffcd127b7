package dev.clef.ledger;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.InstantSource;
import java.util.function.UnaryOperator;

/**
 * Signs checkpoints with the time (c2sp.org/tlog-cosignature): as a witness of any log, or with
 * ML-DSA-44 as the log itself. As safe for many threads as what it signs with.
 */
public final class CosignatureSigner implements NoteSigner {

  private final VerifierKey key;
  private final UnaryOperator<byte[]> signature;
  private final InstantSource clock;

  /**
   * With a key that lives elsewhere.
   *
   * @param key of a type with times
   * @param signature signs a message with the private half
   */
  public CosignatureSigner(VerifierKey key, UnaryOperator<byte[]> signature, InstantSource clock) {
    if (!key.type().isCosignature()) {
      throw new IllegalArgumentException("a key of this type signs without a time");
    }
    this.key = key;
    this.signature = signature;
    this.clock = clock;
  }

  /**
   * With a key of the JDK.
   *
   * @throws IllegalArgumentException when the halves do not belong together
   */
  public static CosignatureSigner of(VerifierKey key, PrivateKey privateKey, InstantSource clock) {
    UnaryOperator<byte[]> signature = message -> sign(key.type(), privateKey, message);
    byte[] trial = {'c', 'l', 'e', 'f'};
    if (!PublicKeys.verifies(key.type(), key.publicKey(), trial, signature.apply(trial))) {
      throw new IllegalArgumentException("the private and the public key are not a pair");
    }
    return new CosignatureSigner(key, signature, clock);
  }

  private static byte[] sign(KeyType type, PrivateKey privateKey, byte[] message) {
    try {
      Signature signer = Signature.getInstance(type.algorithm());
      signer.initSign(privateKey);
      signer.update(message);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the signing key cannot be used", e);
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

  /**
   * Signs the text of a checkpoint.
   *
   * @throws MalformedException when it is none
   */
  @Override
  public byte[] sign(byte[] text) {
    long seconds = clock.instant().getEpochSecond();
    byte[] message = Cosignature.message(key, seconds, text);
    return new Cosignature(seconds, Bytes.copyOf(signature.apply(message))).encode();
  }
}
