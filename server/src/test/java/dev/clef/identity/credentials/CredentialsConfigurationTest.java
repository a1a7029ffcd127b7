package dev.clef.identity.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.blocklist.PasswordFilterBuilder;
import dev.clef.blocklist.PasswordHash64;
import dev.clef.platform.Randomness;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

  @Test
  void without_a_file_the_rules_alone_are_asked() {
    context.run(started -> {
      Blocklist blocklist = started.getBean(Blocklist.class);
      assertThat(blocklist.filter()).isEmpty();
      assertThat(blocklist.isBreached("password")).isFalse();
      assertThat(blocklist.check("password1", OwnWords.of(List.of()))).isPresent();
    });
  }

  @Test
  void a_filter_that_is_named_and_cannot_be_used_stops_the_start(@TempDir Path folder)
      throws IOException {
    Path whole = folder.resolve("whole.filter");
    try (PasswordFilterBuilder builder = new PasswordFilterBuilder(whole)) {
      builder.add(PasswordHash64.of("password".getBytes(StandardCharsets.UTF_8)));
      builder.write("one", 1, Instant.EPOCH, done -> {});
    }
    context
        .withPropertyValues("clef.passwords.filter=" + whole)
        .run(started ->
            assertThat(started.getBean(Blocklist.class).isBreached("password")).isTrue());
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(bytes, bytes.length - 1));
    bytes[300] ^= 1;
    Path changed = Files.write(folder.resolve("changed"), bytes);
    Path foreign = Files.writeString(folder.resolve("foreign"), "password\n".repeat(100));
    for (Path file : List.of(cut, changed, foreign, folder.resolve("absent"), folder)) {
      context
          .withPropertyValues("clef.passwords.filter=" + file)
          .run(failed ->
              assertThat(failed)
                  .getFailure()
                  .hasStackTraceContaining(
                      "The password filter " + file + " (clef.passwords.filter) cannot be used"));
    }
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
        "max-wait=31s",
        "words=ab"
      })
  void a_setting_outside_its_range_stops_the_start(String setting) {
    context
        .withPropertyValues("clef.passwords." + setting)
        .run(failed ->
            assertThat(failed).getFailure().rootCause().hasMessageStartingWith("clef.passwords"));
  }
}
