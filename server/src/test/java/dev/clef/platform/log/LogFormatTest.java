package dev.clef.platform.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.logging.LoggingSystemProperty;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(OutputCaptureExtension.class)
class LogFormatTest {

  @Configuration(proxyBeanMethods = false)
  static class Nothing {}

  /** What another context set up would stay: a log is set up once until it is cleaned up. */
  @BeforeEach
  void forgetTheLogOfOtherTests() {
    LoggingSystem.get(LogFormatTest.class.getClassLoader()).cleanUp();
  }

  /** Spring Boot hands the format over in a property of the JVM and never sets it a second time. */
  @BeforeEach
  @AfterEach
  void forgetTheFormatOfOtherTests() {
    System.clearProperty(
        LoggingSystemProperty.CONSOLE_STRUCTURED_FORMAT.getEnvironmentVariableName());
  }

  @Test
  void json_lines_are_masked_in_message_exception_and_context(CapturedOutput output) {
    logOnce("json");
    String line =
        output.getOut().lines().filter(text -> text.contains("mark")).findFirst().orElseThrow();
    JsonNode json = JsonMapper.shared().readTree(line);
    assertThat(json.get("message").asString()).isEqualTo("mark <email>");
    assertThat(json.at("/error/stack_trace").asString())
        .contains("LogFormatTest.java")
        .contains("<email>");
    assertThat(json.get("@timestamp").asString()).startsWith("20").endsWith("Z");
    assertThat(line).doesNotContain("anna@");
  }

  @Test
  void text_lines_are_masked_too(CapturedOutput output) {
    logOnce("text");
    assertThat(output.getOut())
        .contains("ERROR LogFormatTest : mark <email>\n")
        .contains("IllegalStateException: of <email>")
        .doesNotContain("anna@");
  }

  private static void logOnce(String format) {
    var application =
        new SpringApplicationBuilder(Nothing.class)
            .web(WebApplicationType.NONE)
            .run("--clef.log.format=" + format, "--spring.main.banner-mode=off");
    try (application;
        var _ = MDC.putCloseable("who", "anna@example.org")) {
      LoggerFactory.getLogger(LogFormatTest.class)
          .error("mark {}", "anna@example.org", new IllegalStateException("of anna@example.org"));
    }
  }
}
