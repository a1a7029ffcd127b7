package dev.clef.identity;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
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
 * @param codeFor how long a code that went out by mail is good
 * @param proofFor how long somebody may go on who entered such a code
 * @param factorLossWait how long passkeys and app stay after somebody said by password and mail
 *     that they are lost
 * @param openRegistration whether accounts are made without an address that is proven, also when
 *     letters are sent; none: by the API of the trial mode only
 */
@ConfigurationProperties("clef.identity")
public record IdentityProperties(
    @DefaultValue("250ms") Duration signInFloor,
    @DefaultValue("30d") Duration sessionFor,
    @DefaultValue("7d") Duration sessionIdle,
    @DefaultValue("1m") Duration orphanAfter,
    @DefaultValue("10m") Duration codeFor,
    @DefaultValue("30m") Duration proofFor,
    @DefaultValue("72h") Duration factorLossWait,
    @Nullable Boolean openRegistration) {

  public IdentityProperties {
    if (signInFloor.isNegative() || signInFloor.compareTo(Duration.ofSeconds(5)) > 0) {
      throw new IllegalArgumentException("clef.identity.sign-in-floor: between 0 and 5 s");
    }
    if (orphanAfter.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("clef.identity.orphan-after: at least 1 s");
    }
    if (codeFor.toMinutes() < 1 || codeFor.toHours() >= 1) {
      throw new IllegalArgumentException("clef.identity.code-for: from 1 to 59 minutes");
    }
    if (proofFor.toMinutes() < 1 || proofFor.toHours() > 24) {
      throw new IllegalArgumentException("clef.identity.proof-for: from 1 minute to 24 hours");
    }
    if (factorLossWait.toHours() < 1 || factorLossWait.toDays() > 30) {
      throw new IllegalArgumentException("clef.identity.factor-loss-wait: from 1 hour to 30 days");
    }
    if (sessionFor.compareTo(Duration.ofMinutes(1)) < 0 || sessionIdle.compareTo(sessionFor) > 0) {
      throw new IllegalArgumentException(
          "clef.identity: session-for at least 1 minute, session-idle no longer than it");
    }
  }
}
