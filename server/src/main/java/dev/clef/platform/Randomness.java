package dev.clef.platform;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The one source of randomness of the process. Thread-safe.
 *
 * <p>Small requests are served from blocks drawn at once: a call into the generator for every
 * 16-byte salt costs more than the encryption it is for.
 */
public final class Randomness {

  private static final int BLOCK_BYTES = 4096;
  private static final int LANES = 8;

  private final SecureRandom source = new SecureRandom();
  private final Lane[] lanes = new Lane[LANES];
  private final AtomicInteger next = new AtomicInteger();

  public Randomness() {
    for (int i = 0; i < LANES; i++) {
      lanes[i] = new Lane();
    }
  }

  /** Fresh random bytes; {@code count} is their number. */
  public byte[] bytes(int count) {
    byte[] out = new byte[count];
    if (count > BLOCK_BYTES / 8) {
      source.nextBytes(out);
    } else {
      lanes[Math.floorMod(next.getAndIncrement(), LANES)].take(out);
    }
    return out;
  }

  /**
   * Fresh random bytes for a key: not from a block, which would lie in the heap for a while before
   * they are a key. The caller overwrites them.
   */
  public byte[] keyBytes(int count) {
    byte[] out = new byte[count];
    source.nextBytes(out);
    return out;
  }

  /** Fresh random bytes as unpadded base64url text; {@code count} is the number of bytes. */
  public String token(int count) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(count));
  }

  /** A block of random bytes, each handed out once and wiped as it is. */
  private final class Lane {
    private final byte[] block = new byte[BLOCK_BYTES];
    private int used = BLOCK_BYTES;

    synchronized void take(byte[] out) {
      if (used + out.length > BLOCK_BYTES) {
        source.nextBytes(block);
        used = 0;
      }
      System.arraycopy(block, used, out, 0, out.length);
      Arrays.fill(block, used, used + out.length, (byte) 0);
      used += out.length;
    }
  }
}
