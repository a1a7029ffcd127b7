package dev.clef.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Tries again while a server is away: first soon, then every eight seconds, until patience ends.
 */
record Retries(Duration patience, Duration firstPause, LongSupplier nanoClock) {

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

  /** With a first pause of half a second. */
  Retries(Duration patience) {
    this(patience, Duration.ofMillis(500), System::nanoTime);
  }

  /** What is tried. */
  interface Attempt<T> {
    T run() throws IOException;
  }

  /**
   * Runs it until it does not fail with {@link Away}.
   *
   * @throws IOException what it failed with at last
   */
  <T> T run(Attempt<T> attempt) throws IOException {
    long start = nanoClock.getAsLong();
    Duration pause = firstPause;
    while (true) {
      try {
        return attempt.run();
      } catch (Away e) {
        if (nanoClock.getAsLong() - start + pause.toNanos() > patience.toNanos()) {
          throw new Away(e.getMessage() + ", after " + patience.toSeconds() + " s of trying", e);
        }
      }
      sleep(pause);
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
  }

  private static void sleep(Duration pause) throws IOException {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** The server is not there just now. */
  static final class Away extends IOException {

    private static final long serialVersionUID = 1L;

    Away(String message, Throwable cause) {
      super(message, cause);
    }

    Away(String message) {
      super(message);
    }
  }
}
