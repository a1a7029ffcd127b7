package dev.clef.identity;

import dev.clef.platform.web.lanes.Place;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Answers at a multiple of one length of time, counted from when the request had arrived and
 * whatever the outcome, so that time does not tell what was wrong. Who only waits for it holds no
 * place in a lane.
 *
 * @param step that length; zero answers at once
 */
public record Floor(Duration step) {

  /** Does the work and sleeps until the next multiple. Made for virtual threads. */
  public <T> T evenly(Supplier<T> work) {
    long start = Place.arrivedNanos();
    try {
      return work.get();
    } finally {
      Place.giveBack();
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
