package dev.clef.platform.web.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.platform.SettableClock;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.DelegatingServletInputStream;
import org.springframework.util.unit.DataSize;

class BodyLimitsTest {

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-20T12:00:00Z"));

  @Test
  void exactly_the_limit_passes_and_one_byte_more_does_not() throws IOException {
    assertThat(stream(10, 10).readAllBytes()).hasSize(10);
    assertThatThrownBy(() -> stream(11, 10).readAllBytes())
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> assertThat(problem.type()).isEqualTo(CommonProblem.BODY_TOO_LARGE));
    BoundedStream one = stream(1, 0);
    assertThatThrownBy(one::read).isInstanceOf(Problem.class);
  }

  @Test
  void a_body_that_drips_is_cut_off_at_its_deadline() throws IOException {
    BoundedStream slow = stream(10, 10);
    clock.advance(Duration.ofSeconds(30));
    assertThat(slow.read()).isZero();
    clock.advance(Duration.ofMillis(1));
    assertThatThrownBy(slow::read)
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.type()).isEqualTo(CommonProblem.TIMEOUT));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "application/json, true",
        "Application/JSON ; charset=utf-8, true",
        "application/json;charset=\"UTF-8\", true",
        "application/json; charset=utf-16, false",
        "application/json; profile=x, false",
        "application/jsonx, false",
        "text/plain; application/json, false",
        "-, false",
      })
  void media_types_are_compared_whole(String contentType, boolean accepted) {
    assertThat(MediaTypes.isOneOf(contentType, Set.of("application/json"))).isEqualTo(accepted);
  }

  @Test
  void no_rule_may_open_an_address_to_the_types_of_forms() {
    assertThatThrownBy(
            () -> new BodyRule("/imports/**", DataSize.ofMegabytes(1), Set.of("text/plain")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private BoundedStream stream(int sizeBytes, int limitBytes) {
    var source = new DelegatingServletInputStream(new ByteArrayInputStream(new byte[sizeBytes]));
    Instant deadline = clock.instant().plus(Duration.ofSeconds(30));
    return new BoundedStream(source, limitBytes, deadline, clock);
  }
}
