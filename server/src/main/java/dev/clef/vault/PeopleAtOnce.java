package dev.clef.vault;

import dev.clef.keys.PersonRef;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/**
 * Does work that waits for two databases for several people of a page at once; a few, because it is
 * nobody's request.
 */
final class PeopleAtOnce {

  private static final int THREADS = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 4);

  private PeopleAtOnce() {}

  /**
   * How many people could not be done.
   *
   * @param work answers whether the person is done
   * @throws IllegalStateException when the work of somebody failed, after that of the others
   */
  static int left(List<PersonRef> people, Predicate<PersonRef> work) {
    List<Future<Boolean>> results = new ArrayList<>(people.size());
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      people.forEach(person -> results.add(threads.submit(() -> work.test(person))));
    }
    int left = 0;
    for (Future<Boolean> result : results) {
      left += isDone(result) ? 0 : 1;
    }
    return left;
  }

  private static boolean isDone(Future<Boolean> result) {
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
