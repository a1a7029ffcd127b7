package dev.clef.platform.web.limits;

import java.time.Duration;

/**
 * A named limit, contributed by a module as a bean and replaced from outside by {@code
 * clef.web.rate-limits.<name>}.
 *
 * @param name lower-case words joined by hyphens, such as {@code sign-in}
 * @param burst how many requests may come at once, at least one
 * @param refill how long one request takes to be earned again
 */
public record RateLimit(String name, int burst, Duration refill) {

  public RateLimit {
    if (burst < 1 || refill.isNegative() || refill.isZero()) {
      throw new IllegalArgumentException("rate limit " + name + ": burst or refill not positive");
    }
  }
}
