package dev.clef.platform.web.limits;

import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How often a client may do a thing, on this node. In memory: a restart forgets, and each node of a
 * cell counts for itself, which is right for a bound on load and not for a lock-out. Keys are
 * neither logged nor shown. Safe for many threads.
 */
public final class RateLimits {

  /** Keys kept per limit: about 10 MB when full. */
  static final int MAX_KEYS = 65_536;

  private final Map<String, TokenBuckets> buckets = new HashMap<>();

  RateLimits(
      Collection<RateLimit> limits, Map<String, RateLimitSettings.Chosen> overrides, Clock clock) {
    for (RateLimit limit : limits) {
      RateLimit effective = overridden(limit, overrides.get(limit.name()));
      if (buckets.putIfAbsent(limit.name(), new TokenBuckets(effective, MAX_KEYS, clock)) != null) {
        throw new IllegalArgumentException("two rate limits are called " + limit.name());
      }
    }
    overrides.keySet().stream()
        .filter(name -> !buckets.containsKey(name))
        .findFirst()
        .ifPresent(name -> {
          throw new IllegalArgumentException("there is no rate limit called " + name);
        });
  }

  /**
   * Counts one request of {@code key} against the limit {@code name}.
   *
   * @param key what is counted, such as {@link ClientAddress#network} or a user id
   * @throws Problem {@code rate_limited} with the wait until the next one is allowed
   * @throws IllegalArgumentException when no bean declares the limit
   */
  public void require(String name, String key) {
    TokenBuckets limit = buckets.get(name);
    if (limit == null) {
      throw new IllegalArgumentException("there is no rate limit called " + name);
    }
    Duration wait = limit.take(key);
    if (!wait.isZero()) {
      throw Problem.retryAfter(CommonProblem.RATE_LIMITED, wait);
    }
  }

  private static RateLimit overridden(RateLimit limit, RateLimitSettings.@Nullable Chosen chosen) {
    return chosen == null ? limit : new RateLimit(limit.name(), chosen.burst(), chosen.refill());
  }
}
