package dev.clef.keys;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Unwrapped person keys, bounded in number, time and uses. Every key that was ever here is
 * overwritten: at once when its person is erased, else a while after it was dropped, because
 * somebody may be at work with it. Thread-safe.
 */
final class PersonKeyCache implements NodeLease.Memory {

  /** Longer than any request may take. */
  private static final Duration GRACE = Duration.ofSeconds(20);

  private static final class Kept {
    final PersonKey key;
    final Instant until;
    long uses;

    Kept(PersonKey key, Instant until) {
      this.key = key;
      this.until = until;
    }
  }

  private record Dropped(PersonKey key, Instant wipeAt) {}

  private final LinkedHashMap<PersonRef, Kept> kept = new LinkedHashMap<>(64, 0.75f, true);
  private final Deque<Dropped> dropped = new ArrayDeque<>();
  private final Clock clock;
  private final Duration keepFor;
  private final int capacity;
  private final long maxUses;
  private long removals;

  PersonKeyCache(Clock clock, Duration keepFor, int capacity, long maxUses) {
    this.clock = clock;
    this.keepFor = keepFor;
    this.capacity = capacity;
    this.maxUses = maxUses;
  }

  synchronized @Nullable PersonKey get(PersonRef person) {
    Kept found = kept.get(person);
    if (found == null) {
      return null;
    }
    if (!clock.instant().isBefore(found.until) || found.uses >= maxUses) {
      forget(person);
      return null;
    }
    found.uses++;
    return found.key;
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
      drop(key);
      return;
    }
    Kept before = kept.put(key.person(), new Kept(key, clock.instant().plus(keepFor)));
    if (before != null) {
      drop(before.key);
    }
    if (kept.size() > capacity) {
      Iterator<Map.Entry<PersonRef, Kept>> eldest = kept.entrySet().iterator();
      drop(eldest.next().getValue().key);
      eldest.remove();
    }
  }

  private void drop(PersonKey key) {
    dropped.add(new Dropped(key, clock.instant().plus(GRACE)));
  }

  /** Forgets a person's keys, so that the next use looks them up again. */
  synchronized void forget(PersonRef person) {
    removals++;
    Kept found = kept.remove(person);
    if (found != null) {
      drop(found.key);
    }
  }

  /** Forgets and overwrites: whoever still holds the key can do nothing with it. */
  @Override
  public synchronized void wipe(Collection<PersonRef> people) {
    people.forEach(this::forget);
    dropped.removeIf(entry -> {
      boolean theirs = people.contains(entry.key().person());
      if (theirs) {
        entry.key().wipe();
      }
      return theirs;
    });
  }

  @Override
  public synchronized void wipeAll() {
    removals++;
    kept.values().forEach(entry -> entry.key.wipe());
    kept.clear();
    dropped.forEach(entry -> entry.key().wipe());
    dropped.clear();
  }

  /** Drops what has run out, so that idle keys do not outlive their time, and overwrites it. */
  synchronized void sweep() {
    Instant now = clock.instant();
    kept.values()
        .removeIf(entry -> {
          boolean over = !now.isBefore(entry.until);
          if (over) {
            drop(entry.key);
          }
          return over;
        });
    while (!dropped.isEmpty() && !now.isBefore(dropped.getFirst().wipeAt())) {
      dropped.removeFirst().key().wipe();
    }
  }
}
