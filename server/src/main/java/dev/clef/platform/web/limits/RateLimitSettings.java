package dev.clef.platform.web.limits;

import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The settings {@code clef.web.rate-limits.<name>.burst} and {@code .refill}. */
@ConfigurationProperties("clef.web")
record RateLimitSettings(@DefaultValue Map<String, Chosen> rateLimits) {

  /** Both values of one limit; see {@link RateLimit}. */
  record Chosen(int burst, Duration refill) {}
}
