package dev.clef.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

class CombinedTest {

  private static final int PATIENCE_SECONDS = 20;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch opened = new CountDownLatch(1);
  private final CountDownLatch both = new CountDownLatch(2);
  private final List<List<Integer>> batches = Collections.synchronizedList(new ArrayList<>());

  @AfterEach
  void end() {
    TransactionSynchronizationManager.setActualTransactionActive(false);
    opened.countDown();
    threads.close();
  }

  @Test
  void who_comes_alone_is_served_at_once() {
    Combined<Integer, Integer> doubled = new Combined<>(this::doubled);
    assertThat(doubled.of(4)).isEqualTo(8);
    assertThat(doubled.of(5)).isEqualTo(10);
    assertThat(batches).containsExactly(List.of(4), List.of(5));
  }

  @Test
  void who_comes_while_the_database_works_goes_together() throws Exception {
    Combined<Integer, Integer> doubled = new Combined<>(this::heldUp);
    List<Future<Integer>> asked = whileTwoAreOnTheirWay(doubled, 20);
    opened.countDown();
    for (int i = 0; i < asked.size(); i++) {
      assertThat(asked.get(i).get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(2 * i);
    }
    threads.close(); // the two that were on their way have their answers too
    assertThat(batches).hasSizeLessThanOrEqualTo(4);
    assertThat(batches.stream().flatMap(List::stream))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 22).boxed().toList());
  }

  @Test
  void what_one_is_to_blame_for_fails_that_one_alone() throws Exception {
    Combined<Integer, Integer> doubled =
        new Combined<>(asked -> {
          List<Integer> answers = heldUp(asked);
          if (asked.contains(7)) {
            throw new DataIntegrityViolationException("seven");
          }
          return answers;
        });
    List<Future<Integer>> asked = whileTwoAreOnTheirWay(doubled, 10);
    opened.countDown();
    for (int i = 0; i < asked.size(); i++) {
      Future<Integer> one = asked.get(i);
      if (i == 7) {
        assertThatThrownBy(() -> one.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(DataIntegrityViolationException.class);
      } else {
        assertThat(one.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(2 * i);
      }
    }
  }

  @Test
  void a_database_that_is_away_is_asked_once_and_fails_all() throws Exception {
    AtomicInteger statements = new AtomicInteger();
    Combined<Integer, Integer> failing =
        new Combined<>(asked -> {
          statements.incrementAndGet();
          heldUp(asked);
          throw new QueryTimeoutException("away");
        });
    List<Future<Integer>> asked = whileTwoAreOnTheirWay(failing, 20);
    opened.countDown();
    for (Future<Integer> one : asked) {
      assertThatThrownBy(() -> one.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .hasCauseInstanceOf(QueryTimeoutException.class);
    }
    assertThat(statements).hasValueLessThanOrEqualTo(4);
  }

  @Test
  void an_error_leaves_nobody_waiting() throws Exception {
    Combined<Integer, Integer> failing =
        new Combined<>(asked -> {
          heldUp(asked);
          throw new AssertionError("no exception");
        });
    List<Future<Integer>> asked = whileTwoAreOnTheirWay(failing, 5);
    opened.countDown();
    for (Future<Integer> one : asked) {
      assertThatThrownBy(() -> one.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class);
    }
  }

  @Test
  void a_transaction_shares_with_nobody() throws Exception {
    Combined<Integer, Integer> doubled =
        new Combined<>(asked -> asked.equals(List.of(99)) ? List.of(198) : heldUp(asked));
    whileTwoAreOnTheirWay(doubled, 3);
    TransactionSynchronizationManager.setActualTransactionActive(true);
    assertThat(doubled.of(99))
        .as("every place is taken, and this one waits for none")
        .isEqualTo(198);
  }

  @Test
  void a_look_up_asks_for_each_key_once_and_says_what_there_is_not() throws Exception {
    Combined<Integer, Optional<String>> names =
        Combined.finding(keys -> {
          heldUp(keys);
          return keys.stream()
              .filter(key -> key < 3)
              .map(key -> Map.entry(key, "n" + key))
              .toList();
        });
    List<Future<Optional<String>>> asked = new ArrayList<>();
    for (int key : List.of(8, 9)) {
      long waiting = both.getCount();
      asked.add(threads.submit(() -> names.of(key)));
      awaitBelow(waiting); // each in a statement of its own
    }
    List<Integer> keys = List.of(1, 2, 1, 7, 2, 1);
    for (int key : keys) {
      asked.add(threads.submit(() -> names.of(key)));
    }
    Thread.sleep(50); // they wait by then
    opened.countDown();
    List<Optional<String>> found = new ArrayList<>();
    for (Future<Optional<String>> one : asked) {
      found.add(one.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }
    assertThat(found)
        .containsExactly(
            Optional.empty(),
            Optional.empty(),
            Optional.of("n1"),
            Optional.of("n2"),
            Optional.of("n1"),
            Optional.empty(),
            Optional.of("n2"),
            Optional.of("n1"));
    assertThat(batches).allSatisfy(batch -> assertThat(batch).doesNotHaveDuplicates());
  }

  @Test
  void who_is_interrupted_gets_the_answer_and_stays_interrupted() throws Exception {
    Combined<Integer, Integer> doubled = new Combined<>(this::heldUp);
    whileTwoAreOnTheirWay(doubled, 0);
    AtomicInteger answer = new AtomicInteger();
    CountDownLatch ended = new CountDownLatch(1);
    Thread waiting =
        Thread.ofVirtual()
            .start(() -> {
              answer.set(doubled.of(50));
              if (Thread.currentThread().isInterrupted()) {
                ended.countDown();
              }
            });
    awaitParked(waiting);
    waiting.interrupt();
    opened.countDown();
    assertThat(ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(answer).hasValue(100);
  }

  /** Two that look for a place again and again keep two processors from the answer. */
  @Test
  void who_is_on_the_way_with_somebody_else_keeps_no_place_and_no_processor() throws Exception {
    CountDownLatch second = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    Combined<Integer, Integer> doubled =
        new Combined<>(asked -> {
          if (asked.contains(2) || asked.contains(3)) {
            begun.countDown();
            await(second);
            return doubled(asked);
          }
          return heldUp(asked);
        });
    whileTwoAreOnTheirWay(doubled, 0);
    List<Thread> together = new ArrayList<>();
    for (int i = 2; i < 4; i++) {
      int own = i;
      Thread thread = Thread.ofPlatform().daemon().start(() -> doubled.of(own));
      together.add(thread);
      awaitParked(thread);
    }
    opened.countDown();
    assertThat(begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    Thread carried = together.get(1);
    for (int i = 0; i < 5; i++) {
      LockSupport.unpark(carried);
      Thread.sleep(20); // it has run by then
      awaitParked(carried);
    }
    second.countDown();
    for (Thread one : together) {
      assertThat(one.join(Duration.ofSeconds(PATIENCE_SECONDS))).isTrue();
    }
    assertThat(batches.stream().flatMap(List::stream)).contains(2, 3);
  }

  @Test
  void many_threads_all_get_their_own_answer() throws Exception {
    Combined<Integer, Integer> doubled =
        new Combined<>(asked -> asked.stream().map(one -> 2 * one).toList());
    List<Future<Integer>> asked = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      int own = i;
      asked.add(threads.submit(() -> doubled.of(own)));
    }
    for (int i = 0; i < asked.size(); i++) {
      assertThat(asked.get(i).get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(2 * i);
    }
  }

  private List<Integer> doubled(List<Integer> asked) {
    batches.add(List.copyOf(asked));
    return asked.stream().map(one -> 2 * one).toList();
  }

  /** Does not answer before it is opened. */
  private List<Integer> heldUp(List<Integer> asked) {
    both.countDown();
    await(opened);
    return doubled(asked);
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("never opened");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Numbers from 0 on are asked for while the two after them keep every place. */
  private List<Future<Integer>> whileTwoAreOnTheirWay(Combined<Integer, Integer> asking, int count)
      throws InterruptedException {
    List<Future<Integer>> asked = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int first = count + i;
      long before = both.getCount();
      threads.execute(() -> asking.of(first));
      awaitBelow(before);
    }
    List<Thread> waiting = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < count; i++) {
      int own = i;
      asked.add(
          threads.submit(() -> {
            waiting.add(Thread.currentThread());
            return asking.of(own);
          }));
    }
    while (waiting.size() < count) {
      Thread.sleep(1);
    }
    for (Thread one : waiting) {
      awaitParked(one);
    }
    return asked;
  }

  /** Until one more statement is on its way. */
  private void awaitBelow(long count) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (both.getCount() >= count) {
      assertThat(System.nanoTime()).as("does not begin").isLessThan(end);
      Thread.sleep(1);
    }
  }

  private static void awaitParked(Thread thread) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (thread.getState() != Thread.State.WAITING) {
      assertThat(System.nanoTime()).as("goes on looking").isLessThan(end);
      Thread.sleep(1);
    }
  }
}
