package dev.clef.audit.timestamps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The defaults of {@code clef.audit.timestamps.*}, and what is refused. */
class TimestampPropertiesTest {

  @Test
  void nobody_is_asked_by_default_and_somebody_every_ten_minutes() {
    assertThat(bound(Map.of()))
        .isEqualTo(
            new TimestampProperties(
                Duration.ofMinutes(10),
                "",
                null,
                "",
                Duration.ofSeconds(15),
                Duration.ofMinutes(5)));
    assertThat(
            bound(Map.of("clef.audit.timestamps.authority", "https://tsa.example/tsr"))
                .isExternal())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "every, PT0.5S",
    "every, P8D",
    "timeout, PT0S",
    "timeout, PT3M",
    "skew, PT0S",
    "policy, mine",
    "authority, ftp://tsa.example/",
    "authority, https://user:password@tsa.example/",
    "authority, builtin",
    "anchors, some.pem"
  })
  void what_cannot_be_meant_is_refused_by_name(String name, String value) {
    assertThatThrownBy(() -> bound(Map.of("clef.audit.timestamps." + name, value)))
        .rootCause()
        .hasMessageStartingWith("clef.audit.timestamps." + name)
        .hasMessageNotContaining("password");
  }

  private static TimestampProperties bound(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("clef.audit.timestamps", TimestampProperties.class);
  }
}
