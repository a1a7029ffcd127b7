package dev.clef.identity;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of accounts and sign-in.
 *
 * @param signInFloor no sign-in is answered faster, and slower ones are answered at a multiple of
 *     it, so that time does not tell an unknown name from a wrong password
 * @param sessionFor how long a session lives at most
 * @param sessionIdle how long a session lives unused
 * @param orphanAfter how long a registration may take before its keys are taken for those of one
 *     that was interrupted
 */
@ConfigurationProperties("clef.identity")
public record IdentityProperties(
    @DefaultValue("250ms") Duration signInFloor,
    @DefaultValue("30d") Duration sessionFor,
    @DefaultValue("7d") Duration sessionIdle,
    @DefaultValue("1m") Duration orphanAfter) {

  public IdentityProperties {
    if (signInFloor.isNegative() || signInFloor.compareTo(Duration.ofSeconds(5)) > 0) {
      throw new IllegalArgumentException("clef.identity.sign-in-floor: between 0 and 5 s");
    }
    if (orphanAfter.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("clef.identity.orphan-after: at least 1 s");
    }
    if (sessionFor.compareTo(Duration.ofMinutes(1)) < 0 || sessionIdle.compareTo(sessionFor) > 0) {
      throw new IllegalArgumentException(
          "clef.identity: session-for at least 1 minute, session-idle no longer than it");
    }
  }
}
