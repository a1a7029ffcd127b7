package dev.clef.identity.credentials;

import dev.clef.platform.web.lanes.Forecast;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of platform threads behind a bounded queue with a deadline. Admission control of
 * sign-in behind the lane, which lets few requests in at a time: what cannot begin in time is
 * refused and costs nothing, instead of everyone waiting.
 */
final class HashingPool implements AutoCloseable {

  private final ThreadPoolExecutor threads;
  private final Duration maxWait;
  private final Counter rejected;
  private final Timer wait;
  private final Timer work;
  private final Forecast forecast;

  HashingPool(int threadCount, int queueCapacity, Duration maxWait, MeterRegistry meters) {
    ArrayBlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(queueCapacity);
    this.maxWait = maxWait;
    this.threads =
        new ThreadPoolExecutor(
            threadCount,
            threadCount,
            0,
            TimeUnit.SECONDS,
            queue,
            Thread.ofPlatform().daemon().name("clef-hash-", 0).factory());
    meters.gauge("clef.passwords.queue", queue, ArrayBlockingQueue::size);
    this.rejected = meters.counter("clef.passwords.rejected");
    this.forecast = new Forecast(threadCount);
    this.wait = meters.timer("clef.passwords.wait");
    this.work = meters.timer("clef.passwords.hash");
  }

  /**
   * Runs on a thread of the pool while the caller, which may be a virtual thread, waits.
   *
   * @throws HashingOverloaded when the work cannot begin within the deadline or, by how long the
   *     last took, would not; or the caller was interrupted; in that case its interrupt flag is set
   *     again
   */
  <T> T run(Callable<T> callable) {
    int waiting = threads.getQueue().size();
    if (waiting > 0 && forecast.behind(waiting).compareTo(maxWait) > 0) {
      throw overloaded(); // now, and not when the deadline has passed
    }
    Ticket<T> ticket = new Ticket<>(callable);
    try {
      threads.execute(ticket);
      return ticket.getOrGiveUp();
    } catch (RejectedExecutionException fullOrClosed) {
      throw overloaded();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      // What waits gives up its place. What runs runs on: a native call cannot be stopped, and an
      // interrupt of the pool's thread would hit the work of somebody else.
      if (ticket.claim()) {
        threads.remove(ticket);
      }
      throw overloaded();
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    }
  }

  HashingLoad load() {
    int waiting = threads.getQueue().size();
    return new HashingLoad(
        threads.getMaximumPoolSize(),
        threads.getActiveCount(),
        waiting,
        waiting + threads.getQueue().remainingCapacity(),
        (long) rejected.count());
  }

  /** Refuses what waits and lets what runs come to its end. */
  @Override
  public void close() {
    for (Runnable waiting : threads.shutdownNow()) {
      ((Ticket<?>) waiting).refuse();
    }
  }

  private HashingOverloaded overloaded() {
    rejected.increment();
    return new HashingOverloaded(
        maxWait.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : maxWait);
  }

  private <T> T timed(Callable<T> callable) throws Exception {
    long start = System.nanoTime();
    try {
      return callable.call();
    } finally {
      long tookNanos = System.nanoTime() - start;
      work.record(tookNanos, TimeUnit.NANOSECONDS);
      forecast.took(tookNanos);
    }
  }

  private static RuntimeException rethrown(@Nullable Throwable cause) {
    return switch (cause) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      case null, default -> new IllegalStateException("hashing failed", cause);
    };
  }

  /** Claimed once: by a thread of the pool, which runs it, or by its caller, who gives up. */
  private final class Ticket<T> extends FutureTask<T> {

    private final AtomicBoolean claimed = new AtomicBoolean();
    private final long queuedNanos = System.nanoTime();

    Ticket(Callable<T> callable) {
      // Within the callable, so that it is counted before the caller goes on.
      super(() -> timed(callable));
    }

    /** Waits once, for the end and not for the beginning too: each waking costs a switch. */
    T getOrGiveUp() throws InterruptedException, ExecutionException {
      try {
        return get(maxWait.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException late) {
        if (claim()) {
          threads.remove(this);
          throw overloaded();
        }
        return get();
      }
    }

    boolean claim() {
      return claimed.compareAndSet(false, true);
    }

    void refuse() {
      if (claim()) {
        setException(overloaded());
      }
    }

    @Override
    public void run() {
      if (!claim()) {
        return;
      }
      wait.record(System.nanoTime() - queuedNanos, TimeUnit.NANOSECONDS);
      super.run();
    }
  }
}
