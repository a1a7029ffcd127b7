package dev.clef.platform;

import java.time.Clock;
import java.util.UUID;

/** Stand-in until the real one is merged. */
public final class UuidV7 {
  private final Clock clock;
  private final Randomness randomness;

  public UuidV7(Clock clock, Randomness randomness) {
    this.clock = clock;
    this.randomness = randomness;
  }

  public UUID next() {
    byte[] r = randomness.bytes(10);
    java.nio.ByteBuffer b = java.nio.ByteBuffer.wrap(r);
    long hi = (clock.millis() << 16) | 0x7000L | (b.getShort() & 0x0FFF);
    long lo = (b.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(hi, lo);
  }
}
