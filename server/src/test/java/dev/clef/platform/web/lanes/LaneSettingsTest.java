package dev.clef.platform.web.lanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class LaneSettingsTest {

  @Test
  void a_lane_is_as_large_as_the_machine_unless_somebody_says_otherwise() {
    assertThat(Lane.HASHING.places(2)).isEqualTo(4);
    assertThat(Lane.HASHING.places(16)).isEqualTo(32);
    assertThat(Lane.TOKENS.places(64)).isEqualTo(16);
    assertThat(Lane.INTROSPECTION.places(2)).isEqualTo(64);
    assertThat(Lane.INTROSPECTION.connections(64)).isEqualTo(8);
    assertThat(Lane.TOKENS.connections(16)).isEqualTo(16);
    LaneSettings settings =
        bind(
            Map.of(
                "clef.lanes.tokens.places", "5",
                "clef.lanes.pages.deadline", "7s",
                "clef.lanes.hashing.queue", "7"));
    assertThat(settings.of(Lane.TOKENS))
        .isEqualTo(new LaneSettings.Size(5, 256, Duration.ofSeconds(3)));
    assertThat(settings.of(Lane.PAGES).deadline()).hasSeconds(7);
    assertThat(settings.of(Lane.HASHING).queue()).isEqualTo(7);
    assertThat(settings.of(Lane.HASHING).deadline()).hasMillis(150);
    assertThat(settings.allConnections()).isGreaterThan(settings.mostConnections());
    assertThat(settings.allConnections())
        .isEqualTo(settings.of(Lane.HASHING).places() + 5 + 8 + settings.of(Lane.PAGES).places());
  }

  @Test
  void what_no_lane_can_have_is_refused() {
    assertThatThrownBy(() -> new LaneSettings.Size(-1, 0, Duration.ZERO))
        .hasMessageContaining("clef.lanes");
    assertThatThrownBy(() -> new LaneSettings.Size(0, 0, Duration.ofMinutes(1)))
        .hasMessageContaining("clef.lanes");
  }

  private static LaneSettings bind(Map<String, String> values) {
    return new Binder(new MapConfigurationPropertySource(values))
        .bindOrCreate("clef.lanes", LaneSettings.class);
  }
}
