package dev.clef.platform;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.UUID;

/**
 * Makes version 7 UUIDs (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random bits.
 *
 * <p>What one generator makes rises strictly, also within a millisecond and when the clock steps
 * back: the twelve bits after the version are a counter (RFC 9562 §6.2, method 1) that starts in
 * the lower half at random; when it is used up, the milliseconds run ahead by one. Safe for use by
 * many threads.
 */
public final class UuidV7 {

  private static final int COUNTER_MAX = 0xFFF;
  private static final int COUNTER_START_MASK = 0x7FF;

  private final Clock clock;
  private final Randomness randomness;
  private long lastMillis = -1;
  private int counter;

  public UuidV7(Clock clock, Randomness randomness) {
    this.clock = clock;
    this.randomness = randomness;
  }

  /** The next UUID. */
  public UUID next() {
    ByteBuffer random = ByteBuffer.wrap(randomness.bytes(Long.BYTES + Short.BYTES));
    long low = (random.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high(random.getShort() & COUNTER_START_MASK), low);
  }

  private synchronized long high(int counterStart) {
    long millis = clock.millis();
    if (millis > lastMillis) {
      lastMillis = millis;
      counter = counterStart;
    } else if (counter < COUNTER_MAX) {
      counter++;
    } else {
      lastMillis++;
      counter = counterStart;
    }
    return (lastMillis << 16) | 0x7000L | counter;
  }
}
