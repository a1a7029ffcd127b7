package dev.clef.platform.web.lanes;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long one would wait in a queue, by how long the last ones took. Knows nothing before the
 * first, and then says that it takes no time. Safe for many threads.
 */
public final class Forecast {

  /** Each new time counts so much: the last twenty make up most of the mean. */
  private static final double WEIGHT = 0.1;

  private final int servers;
  private final AtomicLong meanNanos = new AtomicLong();

  /** Of a queue that so many are taken from at the same time. */
  public Forecast(int servers) {
    this.servers = servers;
  }

  /** Somebody was served in this time. */
  public void took(long nanos) {
    meanNanos.accumulateAndGet(
        nanos, (mean, now) -> mean == 0 ? now : mean + Math.round(WEIGHT * (now - mean)));
  }

  /** How long it takes until whoever is behind so many others is served; zero: the next one. */
  public Duration behind(int others) {
    return Duration.ofNanos(Math.multiplyExact(meanNanos.get() / servers, others + 1L));
  }
}
