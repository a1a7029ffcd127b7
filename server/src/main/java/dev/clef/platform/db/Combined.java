package dev.clef.platform.db;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Writes what many threads write at the same moment in one statement or transaction. Who comes
 * alone is served at once; while the database works, those who come meanwhile gather, and go
 * together next. So the round trip and the commit are shared when there is much to do, and nobody
 * waits for company. Each goes on when what it wrote is durable. For rows nobody else can hold: who
 * waits for a lock would hold up all others. In a transaction there is no sharing, because it has
 * to see what it has written. Thread-safe.
 *
 * @param <A> what is written
 * @param <R> what came of it
 */
public final class Combined<A, R> {

  /** Writes all of a batch, or nothing of it. */
  @FunctionalInterface
  public interface Batch<A, R> {

    /** What came of each, in the same order. */
    List<R> run(List<A> asked);
  }

  private static final int MOST = 64;

  /** While one statement is on its way, the next may already begin. */
  private static final int AT_ONCE = 2;

  private final Batch<A, R> batch;
  private final Queue<Waiting<A, R>> queue = new ConcurrentLinkedQueue<>();
  private final Semaphore places = new Semaphore(AT_ONCE);

  public Combined(Batch<A, R> batch) {
    this.batch = batch;
  }

  /** The answer; fails as the statement did. */
  public R of(A asked) {
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      return batch.run(List.of(asked)).getFirst();
    }
    Waiting<A, R> mine = new Waiting<>(asked, Thread.currentThread());
    queue.add(mine);
    boolean interrupted = false;
    while (!mine.isDone()) {
      // Who is on the way with somebody else has nothing left to do.
      if (!mine.taken && places.tryAcquire()) {
        try {
          runNext();
        } finally {
          places.release();
          wakeNext();
        }
      } else {
        LockSupport.park(this);
        interrupted |= Thread.interrupted(); // the statement is on its way: its end is awaited
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return mine.answer();
  }

  /** Whoever came when every place was taken looks again: nobody else would begin for them. */
  private void wakeNext() {
    Waiting<A, R> next = queue.peek();
    if (next != null) {
      LockSupport.unpark(next.thread);
    }
  }

  private void runNext() {
    List<Waiting<A, R>> taken = new ArrayList<>();
    while (taken.size() < MOST) {
      Waiting<A, R> next = queue.poll();
      if (next == null) {
        break;
      }
      next.taken = true;
      taken.add(next);
    }
    try {
      run(taken);
    } finally {
      // An error on the way would leave them waiting for ever.
      taken.forEach(one -> one.fail(new IllegalStateException("the statement came to no end")));
    }
  }

  private void run(List<Waiting<A, R>> taken) {
    if (taken.isEmpty()) {
      return;
    }
    try {
      List<R> answers = batch.run(taken.stream().map(one -> one.asked).toList());
      for (int i = 0; i < taken.size(); i++) {
        taken.get(i).succeed(answers.get(i));
      }
    } catch (DataIntegrityViolationException | ConcurrencyFailureException e) {
      // One of them is to blame, and the others have nothing to do with it.
      if (taken.size() == 1) {
        taken.getFirst().fail(e);
      } else {
        taken.forEach(one -> run(List.of(one)));
      }
    } catch (RuntimeException e) {
      taken.forEach(one -> one.fail(e));
    }
  }

  private static final class Waiting<A, R> {

    private final A asked;
    private final Thread thread;
    private @Nullable R answer;
    private @Nullable RuntimeException failure;
    private volatile boolean taken;
    private volatile boolean done;

    Waiting(A asked, Thread thread) {
      this.asked = asked;
      this.thread = thread;
    }

    boolean isDone() {
      return done;
    }

    void succeed(R value) {
      answer = value;
      end();
    }

    /** Has no effect on what has an answer. */
    void fail(RuntimeException e) {
      if (!done) {
        failure = e;
        end();
      }
    }

    private void end() {
      done = true;
      LockSupport.unpark(thread);
    }

    R answer() {
      if (failure != null) {
        throw failure;
      }
      return Objects.requireNonNull(answer);
    }
  }
}
