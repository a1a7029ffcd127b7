package dev.clef.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.platform.Randomness;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class CredentialsConfigurationTest {

  private final ApplicationContextRunner context =
      new ApplicationContextRunner()
          .withUserConfiguration(CredentialsConfiguration.class)
          .withBean(Randomness.class)
          .withBean(SimpleMeterRegistry.class);

  @Test
  void the_defaults_are_those_of_the_owasp_cheat_sheet() {
    context.run(started -> {
      assertThat(started.getBean(PasswordSettings.class))
          .isEqualTo(new PasswordSettings(8, 19456, 2, 0, 256, Duration.ofSeconds(2)));
      assertThat(started).hasSingleBean(PasswordHasher.class);
      assertThat(started).hasSingleBean(PasswordPolicy.class);
    });
  }

  @Test
  void a_setting_reaches_the_policy() {
    context
        .withPropertyValues("clef.passwords.minimum-length=15")
        .run(started ->
            assertThat(started.getBean(PasswordPolicy.class).check("12345678"))
                .isEqualTo(new PasswordPolicy.TooShort(15)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "minimum-length=7",
        "minimum-length=65",
        "memory-kib=7167",
        "memory-kib=1048577",
        "iterations=0",
        "iterations=1",
        "iterations=65",
        "threads=-1",
        "queue=0",
        "max-wait=9ms",
        "max-wait=31s"
      })
  void a_setting_outside_its_range_stops_the_start(String setting) {
    context
        .withPropertyValues("clef.passwords." + setting)
        .run(failed ->
            assertThat(failed).getFailure().rootCause().hasMessageStartingWith("clef.passwords"));
  }
}
