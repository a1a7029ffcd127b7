package dev.clef.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.NoSuchFileException;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;

class PlainStartAnalyzerTest {

  private final PlainStartAnalyzer analyzer = new PlainStartAnalyzer();

  @Test
  void a_check_of_ours_is_told_in_its_own_words() {
    Throwable failure =
        new IllegalStateException("bean", new IllegalArgumentException("clef.x: 1 to 3"));

    FailureAnalysis analysis = Objects.requireNonNull(analyzer.analyze(failure));

    assertThat(analysis.getDescription()).contains("clef.x: 1 to 3").doesNotContain("bean");
    assertThat(analysis.getAction()).contains("--debug");
    assertThat(analysis.getCause()).isSameAs(failure);
  }

  @Test
  void a_file_is_named() {
    FailureAnalysis analysis =
        Objects.requireNonNull(
            analyzer.analyze(new IllegalStateException(new NoSuchFileException("/some/where"))));

    assertThat(analysis.getDescription()).contains("/some/where");
  }

  @Test
  void what_others_explain_better_is_left_to_them() {
    assertThat(analyzer.analyze(new StartRefused("no"))).isNull();
    assertThat(analyzer.analyze(new RuntimeException(new StartRefused("no", own())))).isNull();
    assertThat(analyzer.analyze(elsewhere(new PortInUseException(8443)))).isNull();
    assertThat(analyzer.analyze(elsewhere(new NullPointerException()))).isNull();
  }

  private static IllegalArgumentException own() {
    return new IllegalArgumentException("ours, but wrapped");
  }

  /** As if thrown by code that is not ours. */
  private static Throwable elsewhere(Throwable failure) {
    failure.setStackTrace(
        new StackTraceElement[] {new StackTraceElement("org.example.Server", "start", null, 1)});
    return failure;
  }
}
