package dev.clef.keys;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Unwrapped person keys, bounded in number and in time. Thread-safe. */
final class PersonKeyCache implements NodeLease.Memory {

  private record Kept(PersonKey key, Instant until) {}

  private final LinkedHashMap<PersonRef, Kept> kept = new LinkedHashMap<>(64, 0.75f, true);
  private final Clock clock;
  private final Duration keepFor;
  private final int capacity;
  private long removals;

  PersonKeyCache(Clock clock, Duration keepFor, int capacity) {
    this.clock = clock;
    this.keepFor = keepFor;
    this.capacity = capacity;
  }

  synchronized @Nullable PersonKey get(PersonRef person) {
    Kept found = kept.get(person);
    if (found == null) {
      return null;
    }
    if (!clock.instant().isBefore(found.until())) {
      kept.remove(person);
      return null;
    }
    return found.key();
  }

  /** Where the cache stands: to be taken before a row is read that will be {@link #put}. */
  synchronized long mark() {
    return removals;
  }

  /**
   * Keeps a key, unless something was removed since {@code mark}: what was read before an erasure
   * or a write must not come back after it.
   */
  synchronized void put(PersonKey key, long mark) {
    if (capacity == 0 || keepFor.isZero() || mark != removals) {
      return;
    }
    kept.put(key.person(), new Kept(key, clock.instant().plus(keepFor)));
    if (kept.size() > capacity) {
      Iterator<Map.Entry<PersonRef, Kept>> eldest = kept.entrySet().iterator();
      eldest.next();
      eldest.remove();
    }
  }

  /** Forgets a person's keys, so that the next use looks them up again. */
  synchronized void forget(PersonRef person) {
    removals++;
    kept.remove(person);
  }

  /** Forgets and overwrites: whoever still holds the key can do nothing with it. */
  @Override
  public synchronized void wipe(PersonRef person) {
    removals++;
    Kept found = kept.remove(person);
    if (found != null) {
      found.key().wipe();
    }
  }

  @Override
  public synchronized void wipeAll() {
    removals++;
    kept.values().forEach(entry -> entry.key().wipe());
    kept.clear();
  }

  /** Drops what has run out, so that idle keys do not outlive their time. */
  synchronized void sweep() {
    Instant now = clock.instant();
    kept.values().removeIf(entry -> !now.isBefore(entry.until()));
  }
}
