package dev.clef.platform.web.lanes;

import java.time.Duration;

/** There is no place in time. Without a stack trace: it is thrown most when time is shortest. */
final class LaneFull extends Exception {

  private final transient Duration retryAfter;

  LaneFull(Duration retryAfter) {
    super("a lane is full", null, false, false);
    this.retryAfter = retryAfter;
  }

  Duration retryAfter() {
    return retryAfter;
  }
}
