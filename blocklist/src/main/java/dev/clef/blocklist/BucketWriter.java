package dev.clef.blocklist;

import java.io.IOException;
import java.util.Arrays;

/**
 * Turns keys in ascending order into buckets and their index. Holds one bucket and 8 bytes for each
 * that was written: 16 MB for a billion keys. For one thread.
 */
final class BucketWriter {

  private final Digested out;
  private final long universe;
  private final int buckets;

  /** Ends of the buckets written so far. */
  private final long[] ends;

  private int bucket;
  private long end;
  private long stored;
  private long lastKey = -1;

  /** Slot and fingerprint of the keys of the present bucket. */
  private int[] keys = new int[2 * Layout.SLOTS];

  private int size;

  BucketWriter(Digested out, long count) {
    this.out = out;
    this.universe = Layout.universe(count);
    this.buckets = Math.toIntExact(Layout.buckets(count));
    this.ends = new long[buckets];
  }

  /** Adds hashes, each above the one before. */
  void add(long hash) throws IOException {
    long key = Layout.key(hash, universe);
    if (key == lastKey) {
      return;
    }
    lastKey = key;
    while (bucket < key >>> Layout.BUCKET_BITS) {
      endBucket();
    }
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, 2 * size);
    }
    keys[size++] = (int) key & ((1 << Layout.BUCKET_BITS) - 1);
    stored++;
  }

  /** Writes what is left, then the index. */
  void finish() throws IOException {
    while (bucket < buckets) {
      endBucket();
    }
    out.u48(0);
    for (long pointer : ends) {
      out.u48(pointer);
    }
  }

  long stored() {
    return stored;
  }

  /** Bytes of all buckets so far. */
  long bytes() {
    return end;
  }

  private void endBucket() throws IOException {
    for (int i = 0; i < size; i++) {
      out.u16(keys[i]);
    }
    int bits = 0;
    int next = 0;
    int filled = 0;
    for (int slot = 0; slot < Layout.SLOTS; slot++) {
      boolean more;
      do {
        more = next < size && keys[next] >>> Layout.FINGERPRINT_BITS == slot;
        if (more) {
          bits |= 1 << filled;
          next++;
        }
        if (++filled == Byte.SIZE) {
          out.u8(bits);
          bits = 0;
          filled = 0;
        }
      } while (more);
    }
    if (filled > 0) {
      out.u8(bits);
    }
    end += Layout.bucketBytes(size);
    ends[bucket++] = end;
    size = 0;
  }
}
