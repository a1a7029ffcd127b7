package dev.clef.identity.staff.elevation;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of elevations.
 *
 * @param longest how long one is open at most
 * @param lapsesAfter how long a request waits for a decision, and an approved one to be opened
 * @param breakGlassFor how long one is open that nobody approved
 * @param keptFor how long it is known here what was asked and decided
 */
@ConfigurationProperties("clef.staff.elevation")
public record ElevationProperties(
    @DefaultValue("60m") Duration longest,
    @DefaultValue("24h") Duration lapsesAfter,
    @DefaultValue("15m") Duration breakGlassFor,
    @DefaultValue("730d") Duration keptFor) {

  public ElevationProperties {
    require("longest", longest, Duration.ofMinutes(15), Duration.ofHours(1));
    require("lapses-after", lapsesAfter, Duration.ofMinutes(15), Duration.ofDays(3));
    require("break-glass-for", breakGlassFor, Duration.ofMinutes(1), Duration.ofMinutes(15));
    require("kept-for", keptFor, Duration.ofDays(365), Duration.ofDays(1095));
  }

  private static void require(String name, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "clef.staff.elevation." + name + ": between " + least + " and " + most);
    }
  }
}
