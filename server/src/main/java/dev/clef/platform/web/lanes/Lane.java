package dev.clef.platform.web.lanes;

import java.time.Duration;
import java.util.Locale;

/** A kind of requests, with its ordinary size. */
public enum Lane {
  /** What hashes a password, or guesses at something that takes as long. */
  HASHING(2, 4, 48, 64, Duration.ofMillis(150)),
  /** What applications do to get tokens and to give them back. */
  TOKENS(2, 4, 8, 256, Duration.ofSeconds(3)),
  /** What is asked about a token with each use of it. */
  INTROSPECTION(2, 4, 8, 256, Duration.ofSeconds(3)),
  /** Everything else: pages, the API, the public log. */
  PAGES(3, 6, 12, 256, Duration.ofSeconds(4));

  private final int eachProcessor;
  private final int fewest;
  private final int most;
  private final int queue;
  private final Duration deadline;

  Lane(int eachProcessor, int fewest, int most, int queue, Duration deadline) {
    this.eachProcessor = eachProcessor;
    this.fewest = fewest;
    this.most = most;
    this.queue = queue;
    this.deadline = deadline;
  }

  /** The name in settings and metrics. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * How many are served at the same time by so many processors: enough to keep them busy while
   * others wait for the databases, and few enough for all lanes to share the connections.
   */
  int places(int processors) {
    return Math.clamp((long) eachProcessor * processors, fewest, most);
  }

  int queue() {
    return queue;
  }

  Duration deadline() {
    return deadline;
  }
}
