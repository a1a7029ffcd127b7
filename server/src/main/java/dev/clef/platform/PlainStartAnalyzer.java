package dev.clef.platform;

import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/**
 * A failed start whose last cause is one of our own checks (a setting out of its range, a key file
 * that is missing) or a file: its words say enough. Anything else has an analyzer of Spring Boot,
 * or is a defect and keeps its stack trace.
 */
class PlainStartAnalyzer implements FailureAnalyzer {

  @Override
  public @Nullable FailureAnalysis analyze(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      if (root instanceof StartRefused) {
        return null;
      }
      root = root.getCause();
    }
    if (root instanceof StartRefused || !(isOurs(root) || root instanceof FileSystemException)) {
      return null;
    }
    return new FailureAnalysis(
        root.toString(), "Start it with --debug to see where this comes from.", failure);
  }

  private static boolean isOurs(Throwable root) {
    StackTraceElement[] trace = root.getStackTrace();
    return trace.length > 0 && trace[0].getClassName().startsWith("dev.clef.");
  }
}
