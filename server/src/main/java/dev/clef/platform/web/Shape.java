package dev.clef.platform.web;

import org.jspecify.annotations.Nullable;

/** The classes and frames of a failure without its messages, which may quote personal data. */
final class Shape extends RuntimeException {

  private static final int MAX_CAUSES = 8;

  private Shape(String className, StackTraceElement[] frames, @Nullable Shape cause) {
    super(className, cause, false, true);
    setStackTrace(frames);
  }

  static Shape of(Throwable failure) {
    return of(failure, MAX_CAUSES);
  }

  private static Shape of(Throwable failure, int depth) {
    Throwable cause = failure.getCause();
    return new Shape(
        failure.getClass().getName(),
        failure.getStackTrace(),
        cause == null || depth == 0 ? null : of(cause, depth - 1));
  }
}
