package dev.clef.platform;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/**
 * Says why the process did not start: once, in plain words; with {@code --debug} with the trace.
 */
class StartFailure implements FailureAnalysisReporter {

  private static final Logger log = LoggerFactory.getLogger("dev.clef.Start");

  @Override
  public void report(FailureAnalysis analysis) {
    String action = analysis.getAction();
    String message =
        "Clef did not start. "
            + analysis.getDescription()
            + (action == null || action.isBlank() ? "" : "\n" + action);
    // --debug raises this logger and few others; ours stay as they are.
    if (LoggerFactory.getLogger("org.springframework.boot").isDebugEnabled()) {
      log.error(message, analysis.getCause());
    } else {
      log.error(message);
    }
  }
}
