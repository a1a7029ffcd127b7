package dev.clef.keys;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the key hierarchy.
 *
 * @param region the region whose keys this cell uses; part of every ciphertext's context, so it
 *     never changes
 * @param cacheFor how long an unwrapped person key may be used before it is looked up again
 * @param cacheSize how many person keys are kept unwrapped
 */
@ConfigurationProperties("clef.keys")
public record KeysProperties(
    @DefaultValue("eu") String region,
    @DefaultValue("5s") Duration cacheFor,
    @DefaultValue("10000") int cacheSize) {

  public KeysProperties {
    if (!region.matches("[a-z0-9-]{1,32}")) {
      throw new IllegalArgumentException("clef.keys.region: 1 to 32 of a-z, 0-9 and -");
    }
    if (cacheFor.isNegative() || cacheFor.compareTo(Duration.ofMinutes(5)) > 0) {
      throw new IllegalArgumentException("clef.keys.cache-for: between 0 and 5 minutes");
    }
    if (cacheSize < 0) {
      throw new IllegalArgumentException("clef.keys.cache-size: 0 or more");
    }
  }
}
