package dev.clef.identity.staff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The defaults of {@code clef.staff.*}, and what is refused. */
class StaffPropertiesTest {

  @Test
  void a_link_lives_a_day_and_a_session_a_working_day() {
    assertThat(bound(Map.of()))
        .isEqualTo(
            new StaffProperties(
                Duration.ofHours(24),
                Duration.ofHours(8),
                Duration.ofMinutes(15),
                Duration.ofMinutes(5),
                Duration.ofDays(730),
                null));
  }

  @Test
  void lives_that_make_no_sense_are_refused_by_name() {
    for (String setting :
        new String[] {
          "setup-for=59m", "session-for=25h", "session-idle=9h", "proof-for=31m", "changes-for=364d"
        }) {
      String[] parts = setting.split("=", 2);
      assertThatThrownBy(() -> bound(Map.of("clef.staff." + parts[0], parts[1])))
          .rootCause()
          .hasMessageStartingWith("clef.staff." + parts[0]);
    }
  }

  private static StaffProperties bound(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("clef.staff", StaffProperties.class);
  }
}
