package dev.clef.ledger;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One entry of a Clef log: when, and two commitments that say nothing without their keys.
 *
 * <p>Frozen: 0x01 | u64 BE milliseconds since 1970 | 32 bytes | 32 bytes.
 *
 * @param time cut to whole milliseconds, not before 1970
 * @param eventCommitment to the canonical bytes of the event
 * @param personCommitment to the person it is about; unlinkable once that key is destroyed
 */
public record Leaf(Instant time, Hash eventCommitment, Hash personCommitment) {

  /** Bytes of every leaf. */
  public static final int BYTES = 73;

  static final byte VERSION = 0x01;

  private static final int KEY_BYTES = 32;

  public Leaf {
    time = time.truncatedTo(ChronoUnit.MILLIS);
    if (time.isBefore(Instant.EPOCH)) {
      throw new MalformedException("a leaf is not older than 1970");
    }
  }

  /**
   * HMAC-SHA256.
   *
   * @param key 32 bytes
   */
  public static Hash commit(byte[] key, byte[] message) {
    if (key.length != KEY_BYTES) {
      throw new MalformedException("a commitment key has 32 bytes, not " + key.length);
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return new Hash(Bytes.wrap(mac.doFinal(message)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  public byte[] encode() {
    return ByteBuffer.allocate(BYTES)
        .put(VERSION)
        .putLong(time.toEpochMilli())
        .put(eventCommitment.raw())
        .put(personCommitment.raw())
        .array();
  }

  /**
   * Reads what {@link #encode()} writes.
   *
   * @throws MalformedException for anything else
   */
  public static Leaf decode(byte[] bytes) {
    if (!isWellFormed(bytes, 0, bytes.length)) {
      throw new MalformedException("not a leaf of version 1");
    }
    return new Leaf(
        Instant.ofEpochMilli(ByteBuffer.wrap(bytes).getLong(1)),
        Hash.at(bytes, 1 + Long.BYTES),
        Hash.at(bytes, 1 + Long.BYTES + Hash.SIZE));
  }

  /** The same rules without building anything: version, length, and a time below 2^63. */
  static boolean isWellFormed(byte[] buffer, int from, int length) {
    return length == BYTES && buffer[from] == VERSION && buffer[from + 1] >= 0;
  }
}
