package dev.clef.platform.web.lanes;

import java.time.Duration;
import java.util.Locale;

/** A kind of requests, with its ordinary size. */
public enum Lane {
  /** What hashes a password, or guesses at something that takes as long. */
  HASHING(2, 4, 48, Lane.ONE_EACH, 64, Duration.ofMillis(150)),
  /** What applications do to get tokens and to give them back. */
  TOKENS(8, 16, 16, Lane.ONE_EACH, 256, Duration.ofSeconds(3)),
  /**
   * What is asked about a token with each use of it: look-ups that share their statements. The more
   * are there at the same time, the more share one, so it has places for all that come.
   */
  INTROSPECTION(32, 64, 256, 8, 256, Duration.ofSeconds(3)),
  /** Everything else: pages, the API, the public log. */
  PAGES(3, 6, 12, Lane.ONE_EACH, 256, Duration.ofSeconds(4));

  private static final int ONE_EACH = Integer.MAX_VALUE;

  private final int eachProcessor;
  private final int fewest;
  private final int most;
  private final int mostConnections;
  private final int queue;
  private final Duration deadline;

  Lane(int eachProcessor, int fewest, int most, int mostConnections, int queue, Duration deadline) {
    this.eachProcessor = eachProcessor;
    this.fewest = fewest;
    this.most = most;
    this.mostConnections = mostConnections;
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

  /** How many connections to a database so many places use at the same time, at most. */
  int connections(int places) {
    return Math.min(places, mostConnections);
  }

  int queue() {
    return queue;
  }

  Duration deadline() {
    return deadline;
  }
}
