package dev.clef.demo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets the history happen. Events begin in order, those of one person after each other; up to
 * {@link #AT_ONCE} of different people run at once, because passwords take a core each and commits
 * can share a flush.
 */
final class Seeder {

  /** Below the connections of a pool, of which a deed may hold two. */
  private static final int AT_ONCE = 7;

  private final Deeds deeds;
  private final Arrivals arrivals;

  Seeder(Deeds deeds, Arrivals arrivals) {
    this.deeds = deeds;
    this.arrivals = arrivals;
  }

  /**
   * Lets everything happen.
   *
   * @param progress is told how many events have begun or happened
   * @throws IllegalStateException when one of them fails, or the thread is interrupted
   */
  void run(List<Event> events, IntConsumer progress) {
    Semaphore places = new Semaphore(AT_ONCE);
    Map<Person, Future<?>> last = new HashMap<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      int begun = 0;
      for (Event event : events) {
        for (Person person : event.people()) {
          await(last.remove(person));
        }
        places.acquire();
        Future<?> running = threads.submit(() -> happen(event, places));
        event.people().forEach(person -> last.put(person, running));
        progress.accept(++begun);
      }
      for (Future<?> running : last.values()) {
        await(running);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the history of the invented people broke off", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the invention of people was interrupted", e);
    }
  }

  private static void await(@Nullable Future<?> running)
      throws ExecutionException, InterruptedException {
    if (running != null) {
      running.get();
    }
  }

  private void happen(Event event, Semaphore places) {
    try {
      DemoClock.at(event.at(), () -> act(event));
    } finally {
      places.release();
    }
  }

  private void act(Event event) {
    switch (event.deed()) {
      case IMPORT, IMPORT_AGAIN -> arrivals.take(event);
      case REGISTER,
          SIGN_IN,
          VISIT,
          WRONG_PASSWORD,
          WRONG_CODE,
          UNKNOWN_NAME,
          CORRECT,
          CORRECT_TO_CHILD,
          CHANGE_PASSWORD,
          EXPORT,
          PROVE,
          SIGN_OUT,
          ERASE ->
          deeds.act(event);
    }
  }
}
