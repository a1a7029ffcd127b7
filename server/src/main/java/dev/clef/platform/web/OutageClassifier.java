package dev.clef.platform.web;

/**
 * Says whether a failure is an outage of something this process depends on, so that the answer is
 * 503 with Retry-After and not 500. Whoever owns a connection contributes one as a bean.
 */
@FunctionalInterface
public interface OutageClassifier {

  /** True when the same request may succeed a little later without any change. */
  boolean isOutage(Throwable failure);
}
