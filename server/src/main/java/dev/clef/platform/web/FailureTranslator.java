package dev.clef.platform.web;

import org.jspecify.annotations.Nullable;

/**
 * Says which problem an exception of a module is, when it reaches the web layer; contributed by
 * modules as beans, so that each exception is mapped in one place.
 */
@FunctionalInterface
public interface FailureTranslator {

  /** The problem to answer with; null when the failure is somebody else's. */
  @Nullable Problem translate(Throwable failure);
}
