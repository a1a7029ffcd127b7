package dev.clef.openid;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the OpenID provider.
 *
 * @param issuer the address applications know it by, such as {@code https://id.example.org}; when
 *     absent, see {@link Issuer}
 * @param codeFor how long an authorization code may be redeemed
 * @param accessFor how long an access token is good
 * @param refreshFor how long a refresh token is good unless it is used, which makes a new one
 * @param grantFor how long an application may go on by refresh tokens until its person signs in to
 *     it anew
 * @param logoutToPrivate whether applications in private networks, and on this machine, are told
 *     when somebody signs out
 * @param fetch where documents of applications are fetched from
 */
@ConfigurationProperties("clef.openid")
public record OpenidProperties(
    @Nullable String issuer,
    @DefaultValue("1m") Duration codeFor,
    @DefaultValue("5m") Duration accessFor,
    @DefaultValue("30d") Duration refreshFor,
    @DefaultValue("180d") Duration grantFor,
    @DefaultValue("false") boolean logoutToPrivate,
    @DefaultValue FetchSettings fetch) {

  public OpenidProperties {
    if (!isBetween(codeFor, Duration.ofSeconds(5), Duration.ofMinutes(10))) {
      throw new IllegalArgumentException("clef.openid.code-for: between 5 s and 10 minutes");
    }
    if (!isBetween(accessFor, Duration.ofSeconds(10), Duration.ofHours(24))) {
      throw new IllegalArgumentException("clef.openid.access-for: between 10 s and 24 hours");
    }
    if (!isBetween(refreshFor, accessFor, Duration.ofDays(366))) {
      throw new IllegalArgumentException(
          "clef.openid.refresh-for: at least access-for, at most a year");
    }
    if (!isBetween(grantFor, refreshFor, Duration.ofDays(3660))) {
      throw new IllegalArgumentException(
          "clef.openid.grant-for: at least refresh-for, at most ten years");
    }
    if (issuer != null && !Issuer.isOrigin(issuer)) {
      throw new IllegalArgumentException(
          "clef.openid.issuer: an origin in lower case such as https://id.example.org, without path"
              + " and slash at its end; http only for localhost");
    }
  }

  /** How many days an application may go on, begun ones counted whole. */
  public long grantDays() {
    return grantFor.plusDays(1).minusNanos(1).toDays();
  }

  private static boolean isBetween(Duration time, Duration least, Duration most) {
    return time.compareTo(least) >= 0 && time.compareTo(most) <= 0;
  }
}
