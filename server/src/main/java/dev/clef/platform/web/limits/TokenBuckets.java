package dev.clef.platform.web.limits;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Token buckets of one limit, at most so many at a time: the one unused for longest makes room. A
 * bucket is one number, the time at which it will be full again (the generic cell rate algorithm,
 * ITU-T I.371). Safe for many threads.
 */
final class TokenBuckets {

  private final long refillNanos;
  private final long toleranceNanos;
  private final Clock clock;
  private final Map<String, Long> fullAtNanos;

  TokenBuckets(RateLimit limit, int maxKeys, Clock clock) {
    this.refillNanos = limit.refill().toNanos();
    this.toleranceNanos = Math.multiplyExact(refillNanos, limit.burst() - 1L);
    this.clock = clock;
    this.fullAtNanos =
        new LinkedHashMap<>(64, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > maxKeys;
          }
        };
  }

  /** Takes one token; zero when there was one, otherwise how long until there is. */
  Duration take(String key) {
    var instant = clock.instant();
    long now = Math.addExact(instant.getEpochSecond() * 1_000_000_000L, instant.getNano());
    synchronized (fullAtNanos) {
      long fullAt = Math.max(now, fullAtNanos.getOrDefault(key, now));
      long early = fullAt - now - toleranceNanos;
      if (early > 0) {
        return Duration.ofNanos(early);
      }
      fullAtNanos.put(key, fullAt + refillNanos);
      return Duration.ZERO;
    }
  }

  int size() {
    synchronized (fullAtNanos) {
      return fullAtNanos.size();
    }
  }
}
