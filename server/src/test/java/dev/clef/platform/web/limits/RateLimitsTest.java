package dev.clef.platform.web.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.platform.SettableClock;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

  private static final RateLimit SIGN_IN = new RateLimit("sign-in", 3, Duration.ofSeconds(10));

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-20T12:00:00Z"));

  @Test
  void a_burst_passes_then_one_per_refill_and_each_key_counts_for_itself() {
    RateLimits limits = new RateLimits(List.of(SIGN_IN), Map.of(), clock);
    for (int i = 0; i < 3; i++) {
      limits.require("sign-in", "a");
    }
    assertThatThrownBy(() -> limits.require("sign-in", "a"))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.type()).isEqualTo(CommonProblem.RATE_LIMITED);
              assertThat(problem.retryAfter()).isEqualTo(Duration.ofSeconds(10));
            });
    limits.require("sign-in", "b");
    clock.advance(Duration.ofSeconds(10));
    limits.require("sign-in", "a");
    assertThatThrownBy(() -> limits.require("sign-in", "a")).isInstanceOf(Problem.class);
  }

  @Test
  void a_refused_request_costs_nothing_and_rest_fills_no_more_than_the_burst() {
    RateLimits limits = new RateLimits(List.of(SIGN_IN), Map.of(), clock);
    clock.advance(Duration.ofDays(1));
    int passed = 0;
    for (int i = 0; i < 100; i++) {
      try {
        limits.require("sign-in", "a");
        passed++;
      } catch (Problem _) {
        // counted by not counting
      }
    }
    assertThat(passed).isEqualTo(3);
    clock.advance(Duration.ofSeconds(10));
    limits.require("sign-in", "a");
  }

  @Test
  void the_operator_sets_a_limit_and_a_wrong_name_stops_the_start() {
    var one = Map.of("sign-in", new RateLimitSettings.Chosen(1, Duration.ofSeconds(1)));
    RateLimits limits = new RateLimits(List.of(SIGN_IN), one, clock);
    limits.require("sign-in", "a");
    assertThatThrownBy(() -> limits.require("sign-in", "a")).isInstanceOf(Problem.class);
    assertThatThrownBy(() -> new RateLimits(List.of(), one, clock))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> limits.require("sing-in", "a"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void memory_is_bounded_and_a_busy_key_is_not_the_one_that_goes() {
    TokenBuckets buckets = new TokenBuckets(SIGN_IN, 100, clock);
    for (int i = 0; i < 3; i++) {
      buckets.take("busy");
    }
    for (int i = 0; i < 10_000; i++) {
      buckets.take("other" + i);
      assertThat(buckets.take("busy")).isPositive();
    }
    assertThat(buckets.size()).isEqualTo(100);
  }
}
