package dev.clef.platform.web.lanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GateTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void who_came_first_is_first_and_a_place_is_given_back_once() throws Exception {
    Gate gate = gate(1, 8, LONG);
    Place held = gate.enter(System.nanoTime());
    List<String> served = new CopyOnWriteArrayList<>();
    CompletableFuture<Place> second = waiter(gate, "second", served);
    CompletableFuture<Place> third = waiter(gate, "third", served);
    assertThat(served).isEmpty();
    held.close();
    held.close();
    second.join();
    assertThat(served).containsExactly("second");
    assertThat(gate.running()).isOne();
    second.join().close();
    third.join().close();
    assertThat(served).containsExactly("second", "third");
    assertThat(gate.running()).isZero();
    assertThat(gate.waiting()).isZero();
  }

  @Test
  void beyond_the_queue_nobody_waits() throws Exception {
    Gate gate = gate(1, 1, LONG);
    Place held = gate.enter(System.nanoTime());
    CompletableFuture<Place> waiting = waiter(gate, "waiting", new CopyOnWriteArrayList<>());
    assertThatThrownBy(gate::look)
        .isInstanceOfSatisfying(
            LaneFull.class, full -> assertThat(full.retryAfter()).hasSeconds(1));
    assertThatThrownBy(() -> gate.enter(System.nanoTime()))
        .isInstanceOfSatisfying(
            LaneFull.class,
            full -> assertThat(full.retryAfter()).as("not with the one before").hasSeconds(2));
    assertThat(meters.counter("clef.lane.refused", "lane", "tokens").count()).isEqualTo(2);
    assertThat(meters.get("clef.lane.waiting").gauge().value()).isOne();
    assertThat(meters.get("clef.lane.running").gauge().value()).isOne();
    held.close();
    waiting.join().close();
    gate.enter(System.nanoTime()).close();
    assertThat(meters.timer("clef.lane.wait", "lane", "tokens").count()).isEqualTo(3);
  }

  @Test
  void who_would_come_too_late_by_how_long_the_last_took_is_refused_at_once() throws Exception {
    Gate gate = gate(1, 100, LONG);
    gate.enter(System.nanoTime()).close();
    Forecast slow = new Forecast(1);
    slow.took(Duration.ofSeconds(10).toNanos());
    assertThat(slow.behind(0)).isEqualTo(Duration.ofSeconds(10));
    assertThat(slow.behind(1)).isEqualTo(Duration.ofSeconds(20));
    Gate busy = new Gate(size(1, 100, LONG), new GateMeters(meters, Lane.PAGES), slow);
    Place held = busy.enter(System.nanoTime());
    // 10 s behind nobody: within half of 30 s.
    CompletableFuture<Place> waiting = waiter(busy, "waiting", new CopyOnWriteArrayList<>());
    // 20 s behind one: too long.
    assertThatThrownBy(busy::look)
        .isInstanceOfSatisfying(
            LaneFull.class, full -> assertThat(full.retryAfter()).hasSeconds(20));
    assertThatThrownBy(() -> busy.enter(System.nanoTime())).isInstanceOf(LaneFull.class);
    held.close();
    waiting.join().close();
  }

  @Test
  void whoever_finds_a_place_free_is_let_in_however_long_it_takes() throws Exception {
    Forecast slow = new Forecast(1);
    slow.took(Duration.ofMinutes(1).toNanos());
    Gate gate = new Gate(size(1, 1, LONG), new GateMeters(meters, Lane.PAGES), slow);
    gate.look();
    gate.enter(System.nanoTime()).close();
  }

  @Test
  void the_deadline_counts_from_the_arrival_and_leaves_no_place_behind() throws Exception {
    Gate gate = gate(1, 8, LONG);
    Place held = gate.enter(System.nanoTime());
    long longAgo = System.nanoTime() - LONG.toNanos();
    assertThatThrownBy(() -> gate.enter(longAgo)).isInstanceOf(LaneFull.class);
    assertThat(gate.waiting()).isZero();
    held.close();
    assertThat(gate.running()).isZero();
    gate.enter(longAgo).close(); // a free place is nobody else's
  }

  @Test
  void an_interrupted_waiter_leaves_and_stays_interrupted() throws Exception {
    Gate gate = gate(1, 8, LONG);
    Place held = gate.enter(System.nanoTime());
    CompletableFuture<Boolean> left = new CompletableFuture<>();
    Thread waiter =
        Thread.ofVirtual()
            .start(() -> {
              try {
                gate.enter(System.nanoTime()).close();
                left.complete(false);
              } catch (LaneFull full) {
                left.complete(Thread.currentThread().isInterrupted());
              }
            });
    Awaitility.await().until(() -> gate.waiting() == 1);
    waiter.interrupt();
    assertThat(left.join()).isTrue();
    assertThat(gate.waiting()).isZero();
    held.close();
    assertThat(gate.running()).isZero();
  }

  private Gate gate(int places, int queue, Duration deadline) {
    return new Gate(
        size(places, queue, deadline), new GateMeters(meters, Lane.TOKENS), new Forecast(places));
  }

  private static LaneSettings.Size size(int places, int queue, Duration deadline) {
    return new LaneSettings.Size(places, queue, deadline);
  }

  private static CompletableFuture<Place> waiter(Gate gate, String name, List<String> served) {
    CompletableFuture<Place> taken = new CompletableFuture<>();
    int before = gate.waiting();
    Thread.ofVirtual()
        .start(() -> {
          try {
            Place place = gate.enter(System.nanoTime());
            served.add(name);
            taken.complete(place);
          } catch (LaneFull full) {
            taken.completeExceptionally(full);
          }
        });
    Awaitility.await().until(() -> gate.waiting() > before);
    return taken;
  }
}
