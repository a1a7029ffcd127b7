package dev.clef.identity;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Answers at a multiple of one length of time, whatever the outcome, so that time does not tell
 * what was wrong.
 *
 * @param step that length; zero answers at once
 */
public record Floor(Duration step) {

  /** Does the work and sleeps until the next multiple. Made for virtual threads. */
  public <T> T evenly(Supplier<T> work) {
    long start = System.nanoTime();
    try {
      return work.get();
    } finally {
      long stepNanos = Math.max(1, step.toNanos());
      long spentNanos = System.nanoTime() - start;
      long restNanos = step.isZero() ? 0 : stepNanos - spentNanos % stepNanos;
      try {
        Thread.sleep(Duration.ofNanos(restNanos));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
