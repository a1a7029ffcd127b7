package dev.clef.identity.credentials;

import java.util.Arrays;
import java.util.List;

/**
 * Of several engines that give the same bytes, the one that costs this machine least; found out by
 * the first uses, which take turns. Safe for use by many threads.
 */
final class Contest<E> {

  /** Enough for the least to be near what an engine takes when nothing disturbs it. */
  private static final int TURNS = 5;

  private final List<E> engines;
  private final int[] begun;
  private final long[] leastNanos;

  /**
   * A contest that has not begun.
   *
   * @param engines at least one, of equals the first wins
   */
  Contest(List<E> engines) {
    this.engines = List.copyOf(engines);
    this.begun = new int[engines.size()];
    this.leastNanos = new long[engines.size()];
    Arrays.fill(leastNanos, Long.MAX_VALUE);
  }

  /** Whose turn it is, or who won. */
  synchronized E next() {
    int next = 0;
    for (int i = 1; i < begun.length; i++) {
      if (begun[i] < begun[next]) {
        next = i;
      }
    }
    if (begun[next] == TURNS) {
      return best();
    }
    begun[next]++;
    return engines.get(next);
  }

  /** An engine took this much of a processor for a use. */
  synchronized void took(E engine, long nanos) {
    int i = engines.indexOf(engine);
    leastNanos[i] = Math.min(leastNanos[i], nanos);
  }

  private E best() {
    int best = 0;
    for (int i = 1; i < leastNanos.length; i++) {
      if (leastNanos[i] < leastNanos[best]) {
        best = i;
      }
    }
    return engines.get(best);
  }
}
