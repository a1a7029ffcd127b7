package dev.clef.audit.timestamps;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of time-stamps.
 *
 * @param every how often a checkpoint is stamped, while the log grows
 * @param authority the address of an authority (RFC 3161 §3.4), {@code built-in} for our own, or
 *     empty: our own in trial mode, none otherwise
 * @param anchors a file of certificates in PEM, to one of which the authority's must chain
 * @param policy the policy to ask for, as a dotted object identifier; empty for the authority's own
 * @param timeout how long an answer may take, its last byte included
 * @param skew how far the time of a token may be from ours
 */
@ConfigurationProperties("clef.audit.timestamps")
public record TimestampProperties(
    @DefaultValue("PT10M") Duration every,
    @DefaultValue("") String authority,
    @Nullable Path anchors,
    @DefaultValue("") String policy,
    @DefaultValue("PT15S") Duration timeout,
    @DefaultValue("PT5M") Duration skew) {

  static final String BUILT_IN = "built-in";

  private static final Pattern OID = Pattern.compile("[0-2](\\.(0|[1-9][0-9]{0,38})){1,32}");

  public TimestampProperties {
    require(
        every.compareTo(Duration.ofSeconds(1)) >= 0 && every.compareTo(Duration.ofDays(7)) <= 0,
        "every: between 1 s and 7 days");
    require(
        timeout.toMillis() >= 1 && timeout.compareTo(Duration.ofMinutes(2)) <= 0,
        "timeout: between 1 ms and 2 minutes");
    require(
        skew.compareTo(Duration.ofSeconds(1)) >= 0 && skew.compareTo(Duration.ofDays(1)) <= 0,
        "skew: between 1 s and 1 day");
    require(policy.isEmpty() || OID.matcher(policy).matches(), "policy: like 1.2.3.4");
    require(
        authority.isEmpty() || authority.equals(BUILT_IN) || isAddress(authority),
        "authority: an http or https address without a user, or built-in, or nothing");
    require(
        anchors == null || isAddress(authority), "anchors: for an authority with an address only");
  }

  /** Whether it is that of another authority. */
  boolean isExternal() {
    return isAddress(authority);
  }

  private static boolean isAddress(String text) {
    try {
      URI uri = URI.create(text);
      return uri.getHost() != null
          && uri.getUserInfo() == null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException("clef.audit.timestamps." + message);
    }
  }
}
