package dev.clef.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class HashingPoolTest {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final CountDownLatch release = new CountDownLatch(1);
  private final Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();

  @AfterEach
  void letEverybodyGo() {
    release.countDown();
  }

  @Test
  void a_full_queue_refuses_at_once_and_says_when_to_return() throws InterruptedException {
    try (HashingPool pool = new HashingPool(1, 2, Duration.ofSeconds(15), meters)) {
      Thread running = occupy(pool);
      List<Thread> waiting = List.of(caller(pool), caller(pool));
      awaitQueue(2);
      long start = System.nanoTime();
      assertThatThrownBy(() -> pool.run(() -> 1))
          .isInstanceOfSatisfying(
              HashingOverloaded.class,
              e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(15)));
      assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(5).toNanos());
      assertThat(meters.counter("clef.passwords.rejected").count()).isEqualTo(1);
      release.countDown();
      join(running, waiting);
      assertThat(thrown).isEmpty();
    }
  }

  @Test
  void who_waits_too_long_is_refused_and_the_work_is_never_done() throws InterruptedException {
    try (HashingPool pool = new HashingPool(1, 8, Duration.ofMillis(50), meters)) {
      Thread running = occupy(pool);
      AtomicInteger done = new AtomicInteger();
      assertThatThrownBy(() -> pool.run(done::incrementAndGet))
          .isInstanceOfSatisfying(
              HashingOverloaded.class,
              e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(1)));
      assertThat(queueLength()).isZero();
      release.countDown();
      running.join();
      assertThat(pool.run(() -> "next")).isEqualTo("next");
      assertThat(done).hasValue(0);
    }
  }

  @Test
  void who_would_begin_too_late_by_how_long_the_last_took_is_refused_at_once()
      throws InterruptedException {
    try (HashingPool pool = new HashingPool(1, 8, Duration.ofSeconds(1), meters)) {
      pool.run(() -> {
        Thread.sleep(700);
        return 1;
      });
      Thread running = occupy(pool);
      Thread waiting = caller(pool); // 0.7 s behind nobody: in time
      awaitQueue(1);
      AtomicInteger done = new AtomicInteger();
      long start = System.nanoTime();
      assertThatThrownBy(() -> pool.run(done::incrementAndGet)) // 1.4 s behind one: not
          .isInstanceOf(HashingOverloaded.class);
      assertThat(System.nanoTime() - start).isLessThan(Duration.ofMillis(900).toNanos());
      release.countDown();
      join(running, List.of(waiting));
      assertThat(pool.run(() -> "next")).isEqualTo("next");
      assertThat(done).hasValue(0);
    }
  }

  @Test
  void the_deadline_is_for_the_beginning_not_for_the_end() {
    try (HashingPool pool = new HashingPool(1, 8, Duration.ofMillis(50), meters)) {
      String result =
          pool.run(() -> {
            Thread.sleep(200);
            return "slow";
          });
      assertThat(result).isEqualTo("slow");
    }
  }

  @Test
  void interrupted_callers_give_up_their_places_and_leave_the_threads_alone()
      throws InterruptedException {
    try (HashingPool pool = new HashingPool(1, 4, Duration.ofSeconds(15), meters)) {
      Thread running = occupy(pool);
      List<Thread> waiting = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        waiting.add(caller(pool));
      }
      awaitQueue(4);
      waiting.forEach(Thread::interrupt);
      join(waiting.getFirst(), waiting);
      assertThat(queueLength()).isZero();
      assertThat(thrown).hasSize(4).allMatch(e -> e instanceof HashingOverloaded);
      // The one that runs is interrupted too: it leaves, the thread works on undisturbed.
      running.interrupt();
      running.join();
      release.countDown();
      assertThat(pool.run(() -> Thread.currentThread().isInterrupted())).isFalse();
    }
  }

  @Test
  void an_interrupted_caller_stays_interrupted() throws InterruptedException {
    boolean[] flag = new boolean[1];
    try (HashingPool pool = new HashingPool(1, 4, Duration.ofSeconds(15), meters)) {
      Thread caller =
          Thread.ofVirtual()
              .start(() -> {
                Thread.currentThread().interrupt();
                // Work that does not end before the caller waits for it.
                thrown.add(
                    catchThrowable(() -> pool.run(() -> release.await(15, TimeUnit.SECONDS))));
                flag[0] = Thread.currentThread().isInterrupted();
              });
      caller.join();
      release.countDown();
    }
    assertThat(flag[0]).isTrue();
    assertThat(thrown).hasSize(1).allMatch(e -> e instanceof HashingOverloaded);
  }

  @Test
  void a_failure_reaches_its_caller_and_the_thread_survives() {
    try (HashingPool pool = new HashingPool(1, 4, Duration.ofSeconds(5), meters)) {
      assertThatThrownBy(() ->
              pool.run(() -> {
                throw new OutOfMemoryError("of a test");
              }))
          .isInstanceOf(OutOfMemoryError.class);
      assertThat(pool.run(() -> "next")).isEqualTo("next");
    }
  }

  @Test
  void closing_refuses_those_who_wait() throws InterruptedException {
    HashingPool pool = new HashingPool(1, 4, Duration.ofSeconds(15), meters);
    Thread running = occupy(pool);
    Thread waiting = caller(pool);
    awaitQueue(1);
    pool.close();
    waiting.join();
    running.interrupt();
    running.join();
    assertThat(thrown).isNotEmpty().allMatch(e -> e instanceof HashingOverloaded);
    assertThatThrownBy(() -> pool.run(() -> 1)).isInstanceOf(HashingOverloaded.class);
  }

  @Test
  void work_runs_on_platform_threads_and_no_more_than_allowed() throws InterruptedException {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (HashingPool pool = new HashingPool(2, 64, Duration.ofSeconds(15), meters)) {
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        callers.add(
            Thread.ofVirtual()
                .start(() ->
                    pool.run(() -> {
                      most.accumulateAndGet(now.incrementAndGet(), Math::max);
                      Thread.sleep(5);
                      now.decrementAndGet();
                      thrown.addAll(
                          Thread.currentThread().isVirtual()
                              ? List.of(new AssertionError("virtual"))
                              : List.of());
                      return 1;
                    })));
      }
      join(callers.getFirst(), callers);
    }
    assertThat(most).hasValue(2);
    assertThat(thrown).isEmpty();
  }

  /** A caller whose work holds the only thread until the release; returns once it holds it. */
  private Thread occupy(HashingPool pool) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    Thread caller =
        Thread.ofVirtual()
            .start(() -> {
              Throwable e =
                  catchThrowable(() ->
                      pool.run(() -> {
                        begun.countDown();
                        awaitRelease();
                        return 1;
                      }));
              if (e != null && !Thread.currentThread().isInterrupted()) {
                thrown.add(e);
              }
            });
    begun.await();
    return caller;
  }

  /** As a hash does: goes on when it is interrupted. */
  private void awaitRelease() {
    while (release.getCount() > 0) {
      Thread.onSpinWait();
    }
  }

  private Thread caller(HashingPool pool) {
    return Thread.ofVirtual()
        .start(() -> {
          Throwable e = catchThrowable(() -> pool.run(() -> 1));
          if (e != null) {
            thrown.add(e);
          }
        });
  }

  private double queueLength() {
    return meters.get("clef.passwords.queue").gauge().value();
  }

  private void awaitQueue(int length) throws InterruptedException {
    while (queueLength() != length) {
      Thread.sleep(1);
    }
  }

  private static void join(Thread one, List<Thread> others) throws InterruptedException {
    one.join();
    for (Thread other : others) {
      other.join();
    }
  }
}
