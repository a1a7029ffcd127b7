package dev.clef.platform.db;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Writes or looks up what many threads ask for at the same moment in one statement or transaction.
 * The statement goes in a thread of its own, which begins when the processors are done with those
 * who were about to ask; so who comes alone is served at once, and many go together when there is
 * much to do. So do those who come while the database works. Each goes on when what it wrote is
 * durable, and is told what was there after it asked. For rows nobody else can hold: who waits for
 * a lock would hold up all others. In a transaction there is no sharing, because it has to see what
 * it has written. Thread-safe.
 *
 * @param <A> what is written or asked for
 * @param <R> what came of it
 */
public final class Combined<A, R> {

  /** Does all of a batch, or nothing of it. */
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

  /**
   * Of a query that finds at most one value for each key. Its statement says {@code = any((select
   * ?::type[])::type[])}: PostgreSQL keeps its plan for an array it cannot look into, and would
   * make a new one for every other length, which costs more than all the rest.
   *
   * @param query the values of different keys, each under its key; keys compare by {@code equals}
   */
  public static <K, V> Combined<K, Optional<V>> finding(
      Function<List<K>, List<Map.Entry<K, V>>> query) {
    return new Combined<>(keys -> {
      Map<K, V> found = new HashMap<>();
      query
          .apply(keys.stream().distinct().toList())
          .forEach(one -> found.put(one.getKey(), one.getValue()));
      return keys.stream().map(key -> Optional.ofNullable(found.get(key))).toList();
    });
  }

  /** The answer; fails as the statement did. */
  public R of(A asked) {
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      return batch.run(List.of(asked)).getFirst();
    }
    Waiting<A, R> mine = new Waiting<>(asked, Thread.currentThread());
    queue.add(mine);
    beginIfThereIsAPlace();
    boolean interrupted = false;
    while (!mine.isDone()) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted(); // the statement is on its way: its end is awaited
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return mine.answer();
  }

  private void beginIfThereIsAPlace() {
    if (places.tryAcquire()) {
      Thread.startVirtualThread(this::runAll);
    }
  }

  private void runAll() {
    try {
      while (!queue.isEmpty()) {
        runNext();
      }
    } finally {
      places.release();
      if (!queue.isEmpty()) {
        beginIfThereIsAPlace(); // for whoever came when this place was still taken
      }
    }
  }

  private void runNext() {
    List<Waiting<A, R>> taken = new ArrayList<>();
    while (taken.size() < MOST) {
      Waiting<A, R> next = queue.poll();
      if (next == null) {
        break;
      }
      taken.add(next);
    }
    try {
      run(taken);
    } finally {
      // An error on the way would leave them waiting for ever.
      taken.forEach(Waiting::failUnlessDone);
    }
  }

  private void run(List<Waiting<A, R>> taken) {
    if (taken.isEmpty()) {
      return;
    }
    try {
      List<R> answers = batch.run(taken.stream().map(one -> one.asked).toList());
      if (answers.size() != taken.size()) {
        throw new IllegalStateException("not as many answers as questions");
      }
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

    void fail(RuntimeException e) {
      failure = e;
      end();
    }

    void failUnlessDone() {
      if (!done) {
        fail(new IllegalStateException("the statement came to no end"));
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
