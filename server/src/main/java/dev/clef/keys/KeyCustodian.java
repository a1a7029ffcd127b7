package dev.clef.keys;

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
}
