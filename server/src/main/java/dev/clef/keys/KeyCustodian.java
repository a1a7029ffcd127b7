package dev.clef.keys;

import java.util.Optional;
import java.util.Set;

/**
 * Holds the wrapping keys and works with them in place. Its callers see labels and wrapped bytes,
 * never a wrapping key, so that a hardware security module fits behind it. Thread-safe.
 */
public interface KeyCustodian {

  Custody custody();

  /** Makes a new random key under {@code id}; does nothing when it is there already. */
  void create(WrappingKeyId id);

  /** Destroys the key; nothing it wrapped opens again. Does nothing when it is gone already. */
  void destroy(WrappingKeyId id);

  /** Whether the key is here. */
  boolean holds(WrappingKeyId id);

  /** The regional keys held. */
  Set<WrappingKeyId.Regional> regionalKeys();

  /**
   * Moves what the custodian itself keeps under older root keys to this one, so that those can be
   * destroyed. Nothing to do where keys never leave hardware.
   */
  default void moveUnder(WrappingKeyId.Root root) {}

  /** Wraps {@code keyBytes} (32 bytes) with {@code context} as associated data. */
  byte[] wrap(WrappingKeyId id, byte[] context, byte[] keyBytes);

  /**
   * The 32 bytes that {@link #wrap} took.
   *
   * @throws EnvelopeRejected when the wrapped bytes or the context differ from what was wrapped
   * @throws KeyUnavailable when the custodian does not hold {@code id}
   * @throws CustodianUnavailable when the custodian cannot be reached
   */
  byte[] unwrap(WrappingKeyId id, byte[] context, byte[] wrapped);

  /**
   * Where there are several custodians: those that lack a key which another one holds make one of
   * their own under that name.
   */
  default void spread(WrappingKeyId id) {}

  /**
   * Where there are several custodians: whether one of them could not open this alone, so that it
   * is better wrapped again.
   *
   * @param thorough whether each of them is to try; else it is enough that there are copies
   */
  default boolean lacksCopies(WrappingKeyId id, byte[] context, byte[] wrapped, boolean thorough) {
    return false;
  }

  /**
   * Makes an Ed25519 key pair that stays here, or finds the one that was made.
   *
   * @return the public key, 32 bytes (RFC 8032 §5.1.5); empty where keys that sign cannot live
   */
  default Optional<byte[]> createSigning(SigningKeyId id) {
    return Optional.empty();
  }

  /**
   * Signs a message with Ed25519: 64 bytes.
   *
   * @throws KeyUnavailable when the custodian does not hold {@code id}
   * @throws CustodianUnavailable when the custodian cannot be reached
   */
  default byte[] sign(SigningKeyId id, byte[] message) {
    throw new KeyUnavailable("no key " + id.label() + " in this custodian");
  }

  /** Destroys a key pair; does nothing when it is gone already. */
  default void destroySigning(SigningKeyId id) {}
}
