package dev.clef.keys;

import java.util.Arrays;

/**
 * How an {@link Envelope} makes message key, initialisation vector and commitment of data key, salt
 * and context. Frozen by golden files.
 *
 * <p>What HMAC gets under one data key begins with another byte for every use: 1 to 3 are suite
 * 1's, 4 is suite 2's.
 */
enum EnvelopeSuite {
  /** Three outputs of HMAC over a hash of the context. */
  ONE(1, Envelope.HEADER_BYTES) {
    @Override
    void derive(CryptoEngine engine, DataKey key, EnvelopeContext context, byte[] envelope) {
      Context parts = engine.parts.anew(0);
      context.write(parts, key.version());
      byte[] message = new byte[1 + Envelope.SALT_BYTES + HmacSha256.SIZE];
      System.arraycopy(envelope, Envelope.SALT_AT, message, 1, Envelope.SALT_BYTES);
      engine.hash(parts.room(), parts.length(), message, 1 + Envelope.SALT_BYTES);
      engine.key(key);
      message[0] = KEY;
      System.arraycopy(engine.hmac.next(message), 0, engine.messageKey, 0, DataKey.SIZE);
      message[0] = IV;
      System.arraycopy(engine.hmac.next(message), 0, engine.iv, 0, CryptoEngine.IV_BYTES);
      message[0] = COMMITMENT;
      engine.hmac.last(message, message.length, engine.commitment, 0);
    }
  },

  /** One output of HMAC over the context itself, and two hashes of it. */
  TWO(2, 0) {
    @Override
    void derive(CryptoEngine engine, DataKey key, EnvelopeContext context, byte[] envelope) {
      Context parts = engine.parts.anew(1 + Envelope.SALT_BYTES);
      context.write(parts, key.version());
      byte[] message = parts.room();
      message[0] = WHOLE;
      System.arraycopy(envelope, Envelope.SALT_AT, message, 1, Envelope.SALT_BYTES);
      engine.key(key);
      byte[] expansion = engine.expansion;
      engine.hmac.last(message, parts.length(), expansion, 1);
      expansion[0] = KEY;
      engine.hash(expansion, expansion.length, engine.messageKey, 0);
      expansion[0] = COMMITMENT;
      engine.hash(expansion, expansion.length, engine.commitment, 0);
      Arrays.fill(expansion, (byte) 0);
      Arrays.fill(engine.iv, (byte) 0);
    }
  };

  static final EnvelopeSuite NEWEST = TWO;

  private static final byte KEY = 0x01;
  private static final byte IV = 0x02;
  private static final byte COMMITMENT = 0x03;
  private static final byte WHOLE = 0x04;

  private final byte code;
  private final int aadLength;

  EnvelopeSuite(int code, int aadLength) {
    this.code = (byte) code;
    this.aadLength = aadLength;
  }

  /** What stands for it in an envelope. */
  byte code() {
    return code;
  }

  /** How many bytes of the envelope are associated data. */
  int aadLength() {
    return aadLength;
  }

  /**
   * The suite of a code.
   *
   * @throws EnvelopeRejected when there is none
   */
  static EnvelopeSuite of(int code) {
    return switch (code) {
      case 1 -> ONE;
      case 2 -> TWO;
      default -> throw new EnvelopeRejected();
    };
  }

  /**
   * Sets message key, initialisation vector and commitment in {@code engine} for the salt in {@code
   * envelope}; the caller overwrites the key.
   */
  abstract void derive(CryptoEngine engine, DataKey key, EnvelopeContext context, byte[] envelope);
}
