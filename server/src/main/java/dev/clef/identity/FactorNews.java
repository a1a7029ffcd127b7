package dev.clef.identity;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.mail.Letter;
import dev.clef.mail.Letters;
import dev.clef.mail.Recipient;
import dev.clef.platform.web.limits.RateLimits;
import dev.clef.subject.Purpose;
import dev.clef.subject.SubjectId;

/** Tells of changes of factors: in the log of the person, and by letter. Thread-safe. */
final class FactorNews {

  /** The name of the limit on changes, of which each is a letter to somebody. */
  static final String LIMIT = "factors";


  private final Credentials credentials;
  private final Letters letters;
  private final RateLimits limits;
  private final AuditLog log;

  FactorNews(Credentials credentials, Letters letters, RateLimits limits, AuditLog log) {
    this.credentials = credentials;
    this.letters = letters;
    this.limits = limits;
    this.log = log;
  }

  /** In the current transaction. */
  void added(SubjectId subject, Letter.Factor what) {
    limits.require(LIMIT, subject.toString());
    log.append(
        AuditEvent.listener("factor.added", Purpose.AUTHENTICATION).with("what", what.code()),
        credentials.keyOf(subject));
    letters.post(new Letter.FactorAdded(what), new Recipient.Account(subject), null);
  }

  /** In the current transaction. */
  void removed(SubjectId subject, Letter.Factor what) {
    limits.require(LIMIT, subject.toString());
    log.append(
        AuditEvent.listener("factor.removed", Purpose.AUTHENTICATION).with("what", what.code()),
        credentials.keyOf(subject));
    letters.post(new Letter.FactorRemoved(what), new Recipient.Account(subject), null);
  }
}
