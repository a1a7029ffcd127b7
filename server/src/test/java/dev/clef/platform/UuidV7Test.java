package dev.clef.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class UuidV7Test {

  private final SettableClock clock = new SettableClock(Instant.ofEpochMilli(0x0190_1234_5678L));
  private final UuidV7 ids = new UuidV7(clock, new Randomness());

  @Test
  void version_variant_and_time_stand_where_rfc_9562_puts_them() {
    UUID id = ids.next();
    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(0x0190_1234_5678L);
  }

  @Test
  void ids_rise_within_one_millisecond_and_when_the_clock_steps_back() {
    UUID last = ids.next();
    for (int i = 0; i < 20_000; i++) {
      if (i == 10_000) {
        clock.advance(Duration.ofSeconds(-5));
      }
      UUID next = ids.next();
      assertThat(next.toString()).isGreaterThan(last.toString());
      last = next;
    }
  }
}
