package dev.clef.keys;

import dev.clef.platform.Randomness;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The committing envelope: AES-256-GCM under a key made for one value. Thread-safe.
 *
 * <pre>
 * format 1 B (0x01) | suite 1 B (0x02) | key version 4 B | salt 16 B | commitment 32 B | ciphertext | tag 16 B
 * </pre>
 *
 * <p>Suite 2: T is HMAC-SHA-256 under the owner's data key over the byte 0x04, the salt and the
 * canonical {@link EnvelopeContext}. The message key is SHA-256 of 0x01 and T, the commitment
 * SHA-256 of 0x03 and T, the initialisation vector zero; no associated data, because everything
 * before the ciphertext has gone into T or is compared.
 *
 * <p>Suite 1, which earlier versions wrote and every version reads: message key, initialisation
 * vector and commitment are HMAC-SHA-256 under the data key over a byte 0x01, 0x02 or 0x03, the
 * salt and the SHA-256 of the context; the 54 bytes before the ciphertext are associated data.
 *
 * <p>A fresh key for each value makes the limit of random nonces moot (NIST SP 800-38D §8.3); the
 * commitment, compared before decryption, makes sure that a ciphertext opens under one key and in
 * one context only, which GCM alone does not promise. Values are padded to length classes. Both
 * suites are frozen by golden files; reasons and limits: docs/decisions/0020-envelope-suite-2.md.
 */
public final class Envelope {

  /** Bytes an envelope adds to the padded value. */
  public static final int OVERHEAD_BYTES = 70;

  /** Longest value an envelope takes, in bytes. */
  public static final int MAX_VALUE_BYTES = 1 << 20;

  static final int SALT_AT = 6;
  static final int SALT_BYTES = 16;

  private static final byte FORMAT = 0x01;
  private static final int COMMITMENT_AT = SALT_AT + SALT_BYTES;
  private static final int COMMITMENT_BYTES = 32;

  /** Bytes before the ciphertext. */
  static final int HEADER_BYTES = COMMITMENT_AT + COMMITMENT_BYTES;

  private final Randomness randomness;
  private final EnvelopeSuite suite;

  /** Writes the newest suite. */
  public Envelope(Randomness randomness) {
    this(randomness, EnvelopeSuite.NEWEST);
  }

  Envelope(Randomness randomness, EnvelopeSuite suite) {
    this.randomness = randomness;
    this.suite = suite;
  }

  /**
   * Encrypts {@code value} (at most {@link #MAX_VALUE_BYTES}) under {@code key}, bound to {@code
   * context}.
   *
   * @return the envelope, {@link #OVERHEAD_BYTES} longer than the padded value
   */
  public byte[] seal(DataKey key, EnvelopeContext context, byte[] value) {
    return seal(key, context, value, randomness.bytes(SALT_BYTES));
  }

  byte[] seal(DataKey key, EnvelopeContext context, byte[] value, byte[] salt) {
    if (value.length > MAX_VALUE_BYTES) {
      throw new IllegalArgumentException("the value is longer than an envelope takes");
    }
    byte[] envelope = new byte[OVERHEAD_BYTES + Padding.paddedLength(value.length)];
    ByteBuffer.wrap(envelope).put(FORMAT).put(suite.code()).putInt(key.version()).put(salt);
    return CryptoEngine.with(engine -> {
      try {
        derive(suite, engine, key, context, envelope);
        System.arraycopy(engine.commitment, 0, envelope, COMMITMENT_AT, COMMITMENT_BYTES);
        Padding.pad(value, envelope, HEADER_BYTES);
        int length = envelope.length - OVERHEAD_BYTES;
        engine.encryptInPlace(
            engine.messageKey, engine.iv, suite.aadLength(), envelope, HEADER_BYTES, length);
        return envelope;
      } finally {
        Arrays.fill(engine.messageKey, (byte) 0);
      }
    });
  }

  /**
   * Decrypts an envelope of any suite made by {@link #seal} under the same key and context.
   *
   * @throws EnvelopeRejected for anything else, without saying why
   */
  public byte[] open(DataKey key, EnvelopeContext context, byte[] envelope) {
    if (envelope.length <= OVERHEAD_BYTES
        || envelope[0] != FORMAT
        || keyVersion(envelope) != key.version()) {
      throw new EnvelopeRejected();
    }
    EnvelopeSuite made = EnvelopeSuite.of(envelope[1]);
    return CryptoEngine.with(engine -> {
      try {
        derive(made, engine, key, context, envelope);
        requireCommitted(envelope, engine.commitment);
        byte[] room = engine.room(envelope.length - OVERHEAD_BYTES);
        int length =
            engine.decryptInto(
                room, engine.messageKey, engine.iv, made.aadLength(), envelope, HEADER_BYTES);
        byte[] value = Padding.unpad(room, length);
        Arrays.fill(room, 0, length, (byte) 0);
        if (value == null) {
          throw new EnvelopeRejected();
        }
        return value;
      } finally {
        Arrays.fill(engine.messageKey, (byte) 0);
      }
    });
  }

  /**
   * The version of the key an envelope names.
   *
   * @throws EnvelopeRejected when this is none
   */
  static int versionOf(byte[] envelope) {
    if (envelope.length <= OVERHEAD_BYTES) {
      throw new EnvelopeRejected();
    }
    return keyVersion(envelope);
  }

  private static int keyVersion(byte[] envelope) {
    return ByteBuffer.wrap(envelope, 2, 4).getInt();
  }

  private static void derive(
      EnvelopeSuite suite,
      CryptoEngine engine,
      DataKey key,
      EnvelopeContext context,
      byte[] envelope) {
    suite.derive(engine, key, context, envelope);
    // A key wiped meanwhile was read half: nothing may be made or accepted with what came of it.
    key.requireLive();
  }

  private static void requireCommitted(byte[] envelope, byte[] commitment) {
    byte[] claimed = Arrays.copyOfRange(envelope, COMMITMENT_AT, COMMITMENT_AT + COMMITMENT_BYTES);
    if (!MessageDigest.isEqual(claimed, commitment)) {
      throw new EnvelopeRejected();
    }
  }
}
