package dev.clef.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The defaults of {@code clef.audit.witnesses.*}, and what is refused. */
class WitnessPropertiesTest {

  private static WitnessProperties bound(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("clef.audit.witnesses", WitnessProperties.class);
  }

  @Test
  void there_are_no_witnesses_unless_named() {
    WitnessProperties defaults = bound(Map.of());
    assertThat(defaults.policy()).isNull();
    assertThat(defaults.every()).isEqualTo(Duration.ofSeconds(1));
    assertThat(defaults.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(defaults.receiptWait()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void times_that_make_no_sense_are_refused() {
    for (Map<String, String> bad :
        List.of(
            Map.of("clef.audit.witnesses.every", "0s"),
            Map.of("clef.audit.witnesses.timeout", "1ms"),
            Map.of("clef.audit.witnesses.receipt-wait", "1h"))) {
      assertThatThrownBy(() -> bound(bad)).hasRootCauseInstanceOf(IllegalArgumentException.class);
    }
  }
}
