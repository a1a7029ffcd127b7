package dev.clef.platform;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The one source of randomness of the process. Thread-safe.
 *
 * <p>Small requests are served from blocks drawn at once: a call into the generator for every
 * 16-byte salt costs more than the encryption it is for. Blocks come from the system's generator
 * itself: what the JDK mixes into it costs four times as much again.
 *
 * <p>A machine that is put back to a snapshot has the blocks it had. The time is mixed into what it
 * hands out, so that it does not hand out the same again.
 */
public final class Randomness {

  static final int BLOCK_BYTES = 4096;
  private static final int LANES = 8;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final SecureRandom source = new SecureRandom();
  private final Supplier<byte[]> blocks;
  private final Lane[] lanes = new Lane[LANES];
  private final AtomicInteger next = new AtomicInteger();

  public Randomness() {
    this(system());
  }

  /** {@code blocks} gives a new array of {@code BLOCK_BYTES} each time. */
  Randomness(Supplier<byte[]> blocks) {
    this.blocks = blocks;
    for (int i = 0; i < LANES; i++) {
      lanes[i] = new Lane();
    }
  }

  /** Where the JDK has no way to the system's generator, its own makes the blocks. */
  private static Supplier<byte[]> system() {
    try {
      SecureRandom system = SecureRandom.getInstance("NativePRNGNonBlocking");
      return () -> system.generateSeed(BLOCK_BYTES);
    } catch (NoSuchAlgorithmException e) {
      SecureRandom otherwise = new SecureRandom();
      return () -> {
        byte[] block = new byte[BLOCK_BYTES];
        otherwise.nextBytes(block);
        return block;
      };
    }
  }

  /** Fresh random bytes; {@code count} is their number. */
  public byte[] bytes(int count) {
    byte[] out = new byte[count];
    if (count > BLOCK_BYTES / 8) {
      source.nextBytes(out);
    } else {
      lanes[Math.floorMod(next.getAndIncrement(), LANES)].take(out);
      if (count >= Long.BYTES) {
        LONG.set(out, 0, (long) LONG.get(out, 0) ^ System.nanoTime());
      }
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
    private byte[] block = new byte[BLOCK_BYTES];
    private int used = BLOCK_BYTES;

    synchronized void take(byte[] out) {
      if (used + out.length > BLOCK_BYTES) {
        block = blocks.get();
        used = 0;
      }
      System.arraycopy(block, used, out, 0, out.length);
      Arrays.fill(block, used, used + out.length, (byte) 0);
      used += out.length;
    }
  }
}
