package dev.clef.identity.staff;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of staff accounts.
 *
 * @param setupFor how long the link to the first account may be used
 * @param sessionFor how long a session lives at most
 * @param sessionIdle how long a session lives unused
 */
@ConfigurationProperties("clef.staff")
public record StaffProperties(
    @DefaultValue("24h") Duration setupFor,
    @DefaultValue("8h") Duration sessionFor,
    @DefaultValue("30m") Duration sessionIdle) {

  public StaffProperties {
    if (setupFor.compareTo(Duration.ofHours(1)) < 0 || setupFor.compareTo(Duration.ofDays(7)) > 0) {
      throw new IllegalArgumentException("clef.staff.setup-for: between 1 hour and 7 days");
    }
    if (sessionFor.compareTo(Duration.ofMinutes(1)) < 0
        || sessionFor.compareTo(Duration.ofHours(24)) > 0) {
      throw new IllegalArgumentException("clef.staff.session-for: between 1 minute and 24 hours");
    }
    if (sessionIdle.compareTo(Duration.ofMinutes(1)) < 0 || sessionIdle.compareTo(sessionFor) > 0) {
      throw new IllegalArgumentException(
          "clef.staff.session-idle: at least 1 minute, no longer than session-for");
    }
  }
}
