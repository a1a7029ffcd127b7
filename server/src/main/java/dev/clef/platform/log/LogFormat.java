package dev.clef.platform.log;

import dev.clef.platform.Terminal;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Turns {@code clef.log.format} (auto, json or text) into the settings of Spring Boot, before the
 * log is set up. Made by Spring Boot by name, hence public.
 */
public final class LogFormat implements EnvironmentPostProcessor {

  private static final String CONSOLE = "logging.structured.format.console";

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    String format = environment.getProperty("clef.log.format", "auto");
    boolean text =
        switch (format) {
          case "text" -> true;
          case "json" -> false;
          case "auto" -> Terminal.attached().isPresent();
          default -> throw new IllegalArgumentException("clef.log.format is auto, json or text");
        };
    Map<String, Object> settings =
        Map.of(
            CONSOLE,
            text ? TextLog.class.getName() : "ecs",
            "logging.structured.json.customizer",
            RedactingMembers.class.getName());
    environment.getPropertySources().addLast(new MapPropertySource("clef-log-format", settings));
  }
}
