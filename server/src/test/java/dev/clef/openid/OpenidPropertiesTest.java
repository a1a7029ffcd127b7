package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The defaults of {@code clef.openid.*}, and what is refused. */
class OpenidPropertiesTest {

  @Test
  void a_code_lives_a_minute_an_access_token_five_and_a_refresh_token_a_month() {
    assertThat(bound(Map.of()))
        .isEqualTo(
            new OpenidProperties(
                null,
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                Duration.ofDays(30),
                Duration.ofDays(180),
                false,
                new FetchSettings(List.of(), List.of(443))));
  }

  @Test
  void what_makes_no_sense_is_refused_by_name() {
    for (String setting :
        new String[] {
          "issuer=http://id.example.org",
          "issuer=https://id.example.org/",
          "issuer=id.example.org",
          "code-for=11m",
          "code-for=4s",
          "access-for=25h",
          "refresh-for=4m",
          "grant-for=29d",
          "fetch.internal-hosts=https://keys.example",
          "fetch.ports=0"
        }) {
      String[] parts = setting.split("=", 2);
      assertThatThrownBy(() -> bound(Map.of("clef.openid." + parts[0], parts[1])))
          .rootCause()
          .hasMessageStartingWith("clef.openid." + parts[0]);
    }
  }

  @Test
  void begun_days_are_told_as_whole_ones() {
    assertThat(bound(Map.of()).grantDays()).isEqualTo(180);
    Map<String, String> hours =
        Map.of("clef.openid.refresh-for", "1h", "clef.openid.grant-for", "25h");
    assertThat(bound(hours).grantDays()).isEqualTo(2);
  }

  private static OpenidProperties bound(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("clef.openid", OpenidProperties.class);
  }
}
