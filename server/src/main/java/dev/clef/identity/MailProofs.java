package dev.clef.identity;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.limits.RateLimits;
import dev.clef.subject.Purpose;
import dev.clef.subject.SubjectId;
import java.util.Locale;

/**
 * Codes by mail beside the password, for whoever has no second factor. They prove that somebody
 * reads the person's mail and nothing more. Thread-safe.
 */
final class MailProofs {

  private final OneTimeCodes codes;
  private final Finder finder;
  private final Credentials credentials;
  private final RateLimits limits;
  private final AuditLog log;

  MailProofs(
      OneTimeCodes codes, Finder finder, Credentials credentials, RateLimits limits, AuditLog log) {
    this.codes = codes;
    this.finder = finder;
    this.credentials = credentials;
    this.limits = limits;
    this.log = log;
  }

  /** Whether letters are sent and the person has proven an address; the address is not read. */
  boolean isPossible(SubjectId subject) {
    return codes.isOn() && finder.hasProvenEmail(subject);
  }

  /**
   * Sends a code.
   *
   * @param network where the request comes from
   * @throws Problem {@code no_letters} when nothing can be sent, {@code rate_limited}
   */
  void send(SubjectId subject, String network, Locale language) {
    limits.require(OneTimeCodes.NETWORK_LIMIT, network);
    if (!codes.send(subject, CodePurpose.SIGN_IN, language)) {
      throw Problem.of(IdentityProblem.NO_LETTERS);
    }
  }

  /**
   * Checks a code; each try is in the log.
   *
   * @throws Problem {@code wrong_code}, {@code code_expired}
   */
  void verify(SubjectId subject, String code) {
    try {
      codes.verify(subject, CodePurpose.SIGN_IN, code);
    } catch (Problem refused) {
      log.appendAlone(
          AuditEvent.listener("sign_in.failed", Purpose.AUTHENTICATION).with("what", "mail_code"),
          credentials.keyOf(subject));
      throw refused;
    }
  }
}
