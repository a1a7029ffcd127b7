package dev.clef.platform.web.lanes;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;

/**
 * What a request holds while an answer is worked out. Given back once, whoever does it first: when
 * sending begins, when nothing is left but to wait, or at the end. Thread-safe.
 */
public final class Place implements AutoCloseable {

  static final ScopedValue<Place> CURRENT = ScopedValue.newInstance();

  private final long arrivedNanos;
  private final long takenNanos;
  private final LongConsumer back;
  private final AtomicBoolean givenBack = new AtomicBoolean();

  /** One taken now, of a request that arrived then; {@code back} is told how long it was held. */
  Place(long arrivedNanos, LongConsumer back) {
    this.arrivedNanos = arrivedNanos;
    this.takenNanos = System.nanoTime();
    this.back = back;
  }

  /**
   * When the request of this thread had arrived, as {@link System#nanoTime} counts; now, when there
   * is none.
   */
  public static long arrivedNanos() {
    return CURRENT.isBound() ? CURRENT.get().arrivedNanos : System.nanoTime();
  }

  /** Gives the place of this thread's request back, if it has one: only waiting is left. */
  public static void giveBack() {
    if (CURRENT.isBound()) {
      CURRENT.get().close();
    }
  }

  @Override
  public void close() {
    if (givenBack.compareAndSet(false, true)) {
      back.accept(System.nanoTime() - takenNanos);
    }
  }
}
