package dev.clef.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The defaults of {@code clef.vault.*}, and what is refused. */
class VaultPropertiesTest {

  @Test
  void a_field_is_unread_after_half_a_year() {
    assertThat(bound(Map.of()).unreadAfter()).isEqualTo(Duration.ofDays(180));
    assertThat(bound(Map.of("clef.vault.unread-after", "P30D")).unreadAfter())
        .isEqualTo(Duration.ofDays(30));
  }

  @Test
  void less_than_a_day_is_refused() {
    assertThatThrownBy(() -> bound(Map.of("clef.vault.unread-after", "23h")))
        .rootCause()
        .hasMessageStartingWith("clef.vault.unread-after");
  }

  private static VaultProperties bound(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("clef.vault", VaultProperties.class);
  }
}
