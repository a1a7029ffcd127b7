package dev.clef.platform;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints a {@link StartRefused} as its message instead of a stack trace. */
class StartRefusedAnalyzer extends AbstractFailureAnalyzer<StartRefused> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, StartRefused cause) {
    StringBuilder description = new StringBuilder(String.valueOf(cause.getMessage()));
    Throwable reason = cause.getCause();
    if (reason != null) {
      description.append("\n\nBecause: ").append(reason);
    }
    return new FailureAnalysis(description.toString(), null, cause);
  }
}
