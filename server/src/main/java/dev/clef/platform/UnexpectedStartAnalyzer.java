package dev.clef.platform;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** The last resort: a failure that no other analyzer knows, told without its stack trace. */
@Order(Ordered.LOWEST_PRECEDENCE)
class UnexpectedStartAnalyzer extends AbstractFailureAnalyzer<Throwable> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, Throwable cause) {
    Throwable root = rootFailure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new FailureAnalysis(
        root.toString(), "Start it with --debug to see where this comes from.", rootFailure);
  }
}
