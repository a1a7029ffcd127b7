package dev.clef.keys;

import dev.clef.platform.Randomness;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The committing envelope: AES-256-GCM under a key made for one value. Thread-safe.
 *
 * <pre>
 * format 1 B (0x01) | suite 1 B (0x01) | key version 4 B | salt 16 B | commitment 32 B | ciphertext | tag 16 B
 * </pre>
 *
 * <p>Message key, initialisation vector and commitment are three separately labelled outputs of
 * HMAC-SHA-256 under the owner's data key over the salt and the hash of the canonical {@link
 * EnvelopeContext}. A fresh key for each value makes the limit of random nonces moot (NIST SP
 * 800-38D §8.3); the commitment, compared before decryption, makes sure that a ciphertext opens
 * under one key only, which GCM alone does not promise. The 54 bytes before the ciphertext are its
 * associated data. Values are padded to length classes. Frozen by a golden file.
 */
public final class Envelope {

  /** Bytes an envelope adds to the padded value. */
  public static final int OVERHEAD_BYTES = 70;

  /** Longest value an envelope takes, in bytes. */
  public static final int MAX_VALUE_BYTES = 1 << 20;

  private static final byte FORMAT = 0x01;
  private static final byte SUITE = 0x01;
  private static final int SALT_AT = 6;
  private static final int SALT_BYTES = 16;
  private static final int COMMITMENT_AT = SALT_AT + SALT_BYTES;
  private static final int COMMITMENT_BYTES = 32;
  private static final int BODY_AT = COMMITMENT_AT + COMMITMENT_BYTES;
  private static final byte LABEL_KEY = 0x01;
  private static final byte LABEL_IV = 0x02;
  private static final byte LABEL_COMMITMENT = 0x03;

  private final Randomness randomness;

  public Envelope(Randomness randomness) {
    this.randomness = randomness;
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
    byte[] padded = Padding.pad(value);
    byte[] envelope = new byte[OVERHEAD_BYTES + padded.length];
    ByteBuffer.wrap(envelope).put(FORMAT).put(SUITE).putInt(key.version()).put(salt);
    return CryptoEngine.with(engine -> {
      Derived derived = derive(engine, key, context, envelope);
      System.arraycopy(derived.commitment, 0, envelope, COMMITMENT_AT, COMMITMENT_BYTES);
      engine.encrypt(derived.key, derived.iv, envelope, BODY_AT, padded, envelope, BODY_AT);
      Arrays.fill(padded, (byte) 0);
      Arrays.fill(derived.key, (byte) 0);
      return envelope;
    });
  }

  /**
   * Decrypts an envelope made by {@link #seal} under the same key and context.
   *
   * @throws EnvelopeRejected for anything else, without saying why
   */
  public byte[] open(DataKey key, EnvelopeContext context, byte[] envelope) {
    if (envelope.length <= OVERHEAD_BYTES
        || envelope[0] != FORMAT
        || envelope[1] != SUITE
        || keyVersion(envelope) != key.version()) {
      throw new EnvelopeRejected();
    }
    byte[] padded =
        CryptoEngine.with(engine -> {
          Derived derived = derive(engine, key, context, envelope);
          byte[] claimed =
              Arrays.copyOfRange(envelope, COMMITMENT_AT, COMMITMENT_AT + COMMITMENT_BYTES);
          if (!MessageDigest.isEqual(claimed, derived.commitment)) {
            throw new EnvelopeRejected();
          }
          byte[] plain =
              engine.decrypt(derived.key, derived.iv, envelope, BODY_AT, envelope, BODY_AT);
          Arrays.fill(derived.key, (byte) 0);
          return plain;
        });
    byte[] value = Padding.unpad(padded);
    Arrays.fill(padded, (byte) 0);
    if (value == null) {
      throw new EnvelopeRejected();
    }
    return value;
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

  private static Derived derive(
      CryptoEngine engine, DataKey key, EnvelopeContext context, byte[] envelope) {
    byte[] message = new byte[1 + SALT_BYTES + HmacSha256.SIZE];
    System.arraycopy(envelope, SALT_AT, message, 1, SALT_BYTES);
    byte[] contextHash = engine.sha256.digest(context.bytes(key.version()));
    System.arraycopy(contextHash, 0, message, 1 + SALT_BYTES, HmacSha256.SIZE);
    engine.key(key);
    message[0] = LABEL_KEY;
    byte[] messageKey = engine.hmac.next(message);
    message[0] = LABEL_IV;
    byte[] iv = Arrays.copyOf(engine.hmac.next(message), CryptoEngine.IV_BYTES);
    message[0] = LABEL_COMMITMENT;
    byte[] commitment = engine.hmac.last(message);
    // A key wiped meanwhile was read half: nothing may be made or accepted with what came of it.
    key.requireLive();
    return new Derived(messageKey, iv, commitment);
  }

  /** Arrays in a private class, not a record: they are secrets without identity. */
  private static final class Derived {
    final byte[] key;
    final byte[] iv;
    final byte[] commitment;

    Derived(byte[] key, byte[] iv, byte[] commitment) {
      this.key = key;
      this.iv = iv;
      this.commitment = commitment;
    }
  }
}
