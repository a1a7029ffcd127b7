package dev.clef.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FloorTest {

  private static final Duration STEP = Duration.ofMillis(60);

  @Test
  void an_answer_comes_at_a_multiple_of_the_step_and_a_failure_too() {
    Floor floor = new Floor(STEP);
    long start = System.nanoTime();
    floor.evenly(() -> 1);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(STEP.toNanos());
    long second = System.nanoTime();
    assertThatThrownBy(() ->
            floor.evenly(() -> {
              throw new IllegalStateException("of a test");
            }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(System.nanoTime() - second).isGreaterThanOrEqualTo(STEP.toNanos());
  }
}
