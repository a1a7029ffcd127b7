package dev.clef.keys;

import dev.clef.platform.Randomness;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A 256-bit key under another key: AES-256-GCM with a random 96-bit initialisation vector and the
 * canonical context as associated data. Frozen by a golden file.
 *
 * <pre>
 * format 1 B (0x01) | suite 1 B (0x01) | iv 12 B | wrapped key 32 B | tag 16 B = 62 B
 * </pre>
 *
 * <p>One wrapping key wraps at most 2^32 keys (NIST SP 800-38D §8.3): branch keys are sharded and
 * replaced every epoch.
 */
public final class WrappedKey {

  static final int SIZE = 62;

  /** Length of the initialisation vector. */
  public static final int IV_BYTES = CryptoEngine.IV_BYTES;

  private static final byte FORMAT = 0x01;
  private static final byte SUITE = 0x01;
  private static final int BODY_AT = 2 + CryptoEngine.IV_BYTES;

  private WrappedKey() {}

  static byte[] wrap(Randomness randomness, byte[] wrappingKey, byte[] context, byte[] keyBytes) {
    return wrap(randomness.bytes(CryptoEngine.IV_BYTES), wrappingKey, context, keyBytes);
  }

  static byte[] wrap(byte[] iv, byte[] wrappingKey, byte[] context, byte[] keyBytes) {
    if (keyBytes.length != DataKey.SIZE) {
      throw new IllegalArgumentException("only 256-bit keys are wrapped");
    }
    byte[] out = new byte[SIZE];
    ByteBuffer.wrap(out).put(FORMAT).put(SUITE).put(iv);
    return CryptoEngine.with(engine -> {
      engine.encrypt(wrappingKey, iv, context, context.length, keyBytes, out, BODY_AT);
      return out;
    });
  }

  /**
   * Puts together what a custodian has encrypted.
   *
   * @param encrypted 32 bytes of ciphertext and behind them the tag
   */
  public static byte[] of(byte[] iv, byte[] encrypted) {
    if (iv.length != IV_BYTES || encrypted.length != SIZE - BODY_AT) {
      throw new IllegalArgumentException("a wrapped key has a fixed size");
    }
    return ByteBuffer.allocate(SIZE).put(FORMAT).put(SUITE).put(iv).put(encrypted).array();
  }

  /**
   * The initialisation vector of a wrapped key.
   *
   * @throws EnvelopeRejected when this is none
   */
  public static byte[] iv(byte[] wrapped) {
    return Arrays.copyOfRange(checked(wrapped), 2, BODY_AT);
  }

  /**
   * Ciphertext and tag of a wrapped key.
   *
   * @throws EnvelopeRejected when this is none
   */
  public static byte[] encrypted(byte[] wrapped) {
    return Arrays.copyOfRange(checked(wrapped), BODY_AT, SIZE);
  }

  private static byte[] checked(byte[] wrapped) {
    if (wrapped.length != SIZE || wrapped[0] != FORMAT || wrapped[1] != SUITE) {
      throw new EnvelopeRejected();
    }
    return wrapped;
  }

  /**
   * The key inside. Throws {@link EnvelopeRejected} when anything differs from what was wrapped.
   */
  static byte[] unwrap(byte[] wrappingKey, byte[] context, byte[] wrapped) {
    byte[] iv = iv(wrapped);
    return CryptoEngine.with(
        engine -> engine.decrypt(wrappingKey, iv, context, context.length, wrapped, BODY_AT));
  }
}
