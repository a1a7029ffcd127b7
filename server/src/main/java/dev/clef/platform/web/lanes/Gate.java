package dev.clef.platform.web.lanes;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The entrance of a lane: a number of places, and a queue in the order of arrival. Who would have
 * to wait for more than half of the deadline is refused at once, because the forecast may be wrong
 * and a place in the queue should be as good as a promise. Safe for many threads.
 */
final class Gate {

  private static final Duration SHORTEST_RETRY = Duration.ofSeconds(1);

  /** Who is refused together is sent back over so many seconds, or they would come together. */
  private static final int SPREAD_SECONDS = 3;

  private final LaneSettings.Size size;
  private final Semaphore places;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();
  private final Forecast forecast;
  private final GateMeters meters;

  Gate(LaneSettings.Size size, GateMeters meters, Forecast forecast) {
    this.size = size;
    this.places = new Semaphore(size.places(), true);
    this.forecast = forecast;
    this.meters = meters;
    meters.show(this);
  }

  int running() {
    return size.places() - places.availablePermits();
  }

  int waiting() {
    return waiting.get();
  }

  /**
   * Before anything of the request is read: whether there is a chance at all.
   *
   * @throws LaneFull when there is none
   */
  void look() throws LaneFull {
    if (places.availablePermits() == 0) {
      requireChance(waiting.get());
    }
  }

  /**
   * Takes a place, after those who were here before.
   *
   * @param arrivedNanos when the request had arrived, as {@link System#nanoTime} counts
   * @throws LaneFull when there is none in time, or the thread was interrupted; its flag is set
   *     again
   */
  Place enter(long arrivedNanos) throws LaneFull {
    try {
      if (!places.tryAcquire(0, TimeUnit.NANOSECONDS)) {
        await(arrivedNanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw full(waiting.get());
    }
    meters.waited(System.nanoTime() - arrivedNanos);
    return new Place(arrivedNanos, this::back);
  }

  private void await(long arrivedNanos) throws LaneFull, InterruptedException {
    int before = waiting.getAndIncrement();
    try {
      requireChance(before);
      long leftNanos = size.deadline().toNanos() - (System.nanoTime() - arrivedNanos);
      if (!places.tryAcquire(leftNanos, TimeUnit.NANOSECONDS)) {
        throw full(before);
      }
    } finally {
      waiting.decrementAndGet();
    }
  }

  private void requireChance(int before) throws LaneFull {
    if (before >= size.queue()
        || forecast.behind(before).compareTo(size.deadline().dividedBy(2)) > 0) {
      throw full(before);
    }
  }

  private LaneFull full(int before) {
    meters.refused();
    Duration drained = forecast.behind(before);
    Duration soonest = drained.compareTo(SHORTEST_RETRY) < 0 ? SHORTEST_RETRY : drained;
    return new LaneFull(
        soonest.plusSeconds(Math.floorMod(refusals.getAndIncrement(), SPREAD_SECONDS)));
  }

  private void back(long heldNanos) {
    forecast.took(heldNanos);
    places.release();
  }
}
