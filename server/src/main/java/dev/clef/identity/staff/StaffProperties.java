package dev.clef.identity.staff;

import dev.clef.identity.credentials.attestation.AttestationPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of staff accounts.
 *
 * @param setupFor how long the link to the first account may be used
 * @param sessionFor how long a session lives at most
 * @param sessionIdle how long a session lives unused; one that can only add a passkey lives no
 *     longer
 * @param proofFor how long a browser is believed without a new proof that the session is its own
 * @param changesFor how long it is shown who changed accounts of staff
 * @param attestation what is asked of new passkeys of staff; null: with FIDO metadata {@code
 *     prefer}, else {@code ignore}
 */
@ConfigurationProperties("clef.staff")
public record StaffProperties(
    @DefaultValue("24h") Duration setupFor,
    @DefaultValue("8h") Duration sessionFor,
    @DefaultValue("15m") Duration sessionIdle,
    @DefaultValue("5m") Duration proofFor,
    @DefaultValue("730d") Duration changesFor,
    @Nullable AttestationPolicy attestation) {

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
    if (proofFor.compareTo(Duration.ofMinutes(1)) < 0
        || proofFor.compareTo(Duration.ofMinutes(30)) > 0) {
      throw new IllegalArgumentException("clef.staff.proof-for: between 1 and 30 minutes");
    }
    if (changesFor.compareTo(Duration.ofDays(365)) < 0) {
      throw new IllegalArgumentException("clef.staff.changes-for: at least 365 days");
    }
  }
}
