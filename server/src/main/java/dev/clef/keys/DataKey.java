package dev.clef.keys;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A 256-bit key that encrypts data, in the clear in memory. Not a record: it must never print,
 * compare or serialise its bytes. A key that is kept lies in {@link KeyMemory} and must be wiped by
 * whoever keeps it; one for a moment lies in the heap.
 */
public final class DataKey {

  /** Bytes of a key. */
  public static final int SIZE = 32;

  private final int version;
  private final MemorySegment bytes;
  private volatile boolean wiped;

  /** For a moment: takes its own copy of {@code keyBytes}, which must be {@link #SIZE} long. */
  public DataKey(int version, byte[] keyBytes) {
    this(version, MemorySegment.ofArray(new byte[SIZE]));
    if (keyBytes.length != SIZE) {
      throw new IllegalArgumentException("a data key has 32 bytes");
    }
    bytes.copyFrom(MemorySegment.ofArray(keyBytes));
  }

  private DataKey(int version, MemorySegment bytes) {
    this.version = version;
    this.bytes = bytes;
  }

  /** To be kept: a copy outside the heap, which somebody has to {@link #wipe}. */
  DataKey kept() {
    DataKey copy = new DataKey(version, KeyMemory.shared().take());
    copy.bytes.copyFrom(bytes);
    try {
      requireLive();
    } catch (KeyUnavailable e) {
      copy.wipe();
      throw e;
    }
    return copy;
  }

  /** The version of the key, written into every envelope it makes. */
  public int version() {
    return version;
  }

  /** Copies the key for a moment of use; the caller overwrites the copy. */
  void copyTo(byte[] room) {
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, room, 0, SIZE);
    requireLive();
  }

  /** A copy for a moment of use; the caller overwrites it. */
  byte[] copy() {
    byte[] copy = new byte[SIZE];
    copyTo(copy);
    return copy;
  }

  /** Whether version and bytes are the same, compared in constant time. */
  boolean sameBytes(DataKey other) {
    byte[] mine = copy();
    byte[] theirs = other.copy();
    boolean same = version == other.version && MessageDigest.isEqual(mine, theirs);
    Arrays.fill(mine, (byte) 0);
    Arrays.fill(theirs, (byte) 0);
    return same;
  }

  /**
   * Called after each use too: what was computed while the key was being wiped, or with the key
   * that took its room, must not get out.
   */
  void requireLive() {
    VarHandle.loadLoadFence(); // what was read of the key was read before this
    if (wiped) {
      throw new KeyUnavailable("the key was destroyed");
    }
  }

  /** Overwrites the key; nothing can be encrypted or decrypted with it afterwards. */
  synchronized void wipe() {
    if (wiped) {
      return; // the room may be another key's by now
    }
    wiped = true;
    VarHandle.fullFence(); // nobody reads a new key here and finds the old one alive
    if (bytes.isNative()) {
      KeyMemory.shared().giveBack(bytes);
    } else {
      bytes.fill((byte) 0);
    }
  }

  @Override
  public String toString() {
    return "DataKey[version=" + version + ", <redacted>]";
  }
}
