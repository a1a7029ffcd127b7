package dev.clef.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The defaults of {@code clef.keys.*} that decide what is stored, and what is refused. */
class KeysPropertiesTest {

  @Test
  void new_envelopes_are_of_the_newest_suite_unless_told_otherwise() {
    assertThat(EnvelopeSuite.of(bound(Map.of()).envelopeSuite())).isEqualTo(EnvelopeSuite.NEWEST);
    assertThat(bound(Map.of("clef.keys.envelope-suite", "1")).envelopeSuite()).isOne();
  }

  @Test
  void a_suite_that_does_not_exist_is_refused() {
    for (String suite : List.of("0", "3", "257", "-1")) {
      assertThatThrownBy(() -> bound(Map.of("clef.keys.envelope-suite", suite)))
          .rootCause()
          .hasMessageStartingWith("clef.keys.envelope-suite");
    }
  }

  private static KeysProperties bound(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("clef.keys", KeysProperties.class);
  }
}
