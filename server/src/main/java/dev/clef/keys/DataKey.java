package dev.clef.keys;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A 256-bit key that encrypts data, in the clear in memory. Not a record: it must never print,
 * compare or serialise its bytes.
 */
public final class DataKey {

  /** Bytes of a key. */
  public static final int SIZE = 32;

  private final int version;
  private final byte[] keyBytes;
  private volatile boolean wiped;

  /** Takes its own copy of {@code keyBytes}, which must be {@link #SIZE} long. */
  public DataKey(int version, byte[] keyBytes) {
    if (keyBytes.length != SIZE) {
      throw new IllegalArgumentException("a data key has 32 bytes");
    }
    this.version = version;
    this.keyBytes = keyBytes.clone();
  }

  /** The version of the key, written into every envelope it makes. */
  public int version() {
    return version;
  }

  byte[] keyBytes() {
    requireLive();
    return keyBytes;
  }

  /** Whether version and bytes are the same, compared in constant time. */
  boolean sameBytes(DataKey other) {
    return version == other.version && MessageDigest.isEqual(keyBytes(), other.keyBytes());
  }

  /**
   * Called after each use too: what was computed while the key was being wiped must not get out.
   */
  void requireLive() {
    if (wiped) {
      throw new KeyUnavailable("the key was destroyed");
    }
  }

  /** Overwrites the key; nothing can be encrypted or decrypted with it afterwards. */
  void wipe() {
    wiped = true;
    Arrays.fill(keyBytes, (byte) 0);
  }

  @Override
  public String toString() {
    return "DataKey[version=" + version + ", <redacted>]";
  }
}
