package dev.clef.identity;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.identity.credentials.OwnWords;
import dev.clef.mail.Letter;
import dev.clef.mail.Letters;
import dev.clef.mail.Recipient;
import dev.clef.subject.Purpose;
import dev.clef.subject.SubjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/** Changes passwords, and asks for new ones. */
public final class Passwords {

  private final PasswordRules rules;
  private final Finder finder;
  private final Credentials credentials;
  private final AccountStore accounts;
  private final Sessions sessions;
  private final Letters letters;
  private final AuditLog log;
  private final TransactionTemplate transaction;

  Passwords(
      PasswordRules rules,
      Finder finder,
      Credentials credentials,
      AccountStore accounts,
      Sessions sessions,
      Letters letters,
      AuditLog log,
      TransactionTemplate transaction) {
    this.rules = rules;
    this.finder = finder;
    this.credentials = credentials;
    this.accounts = accounts;
    this.sessions = sessions;
    this.letters = letters;
    this.log = log;
    this.transaction = transaction;
  }

  /**
   * Checks the current password, stores the new one, ends every other session of the person and
   * writes to them.
   */
  public void change(SignedIn me, String current, String chosen, @Nullable String code) {
    credentials.requireTurn(me.subject()); // before the rules, which look names up
    checkFor(me.subject(), chosen);
    credentials.check(me.subject(), current, code);
    credentials.store(
        me.subject(),
        chosen,
        () -> {
          Duty.OF_PASSWORD.forEach(duty -> accounts.settle(me.subject(), duty));
          sessions.endOthers(me.subject(), me.sessionId());
          log.append(
              AuditEvent.listener("password.changed", Purpose.AUTHENTICATION),
              credentials.keyOf(me.subject()));
          letters.post(new Letter.PasswordChanged(), new Recipient.Account(me.subject()), null);
        });
  }

  /**
   * Checks a new password of a person.
   *
   * @throws dev.clef.platform.web.Problem {@code invalid_fields}
   */
  void checkFor(SubjectId subject, String chosen) {
    rules.check("new_password", chosen, OwnWords.behind(text -> isNameOf(subject, text)));
  }

  /** Likewise of somebody who has not proven to be anybody yet. */
  void checkForAnybody(String chosen) {
    rules.check("new_password", chosen, OwnWords.behind(text -> false));
  }

  /** By the blind index: the names themselves are not opened for this. */
  private boolean isNameOf(SubjectId subject, String text) {
    return finder.find(text).filter(subject::equals).isPresent();
  }

  /**
   * Demands a new password of somebody who just signed in with one that is in a list of stolen ones
   * (NIST SP 800-63B-4 §3.1.1.2: a change is forced when there is evidence of compromise). Said
   * once, until a new one is chosen.
   */
  void demandNewIfBreached(SubjectId subject, String verified) {
    if (!rules.blocklist().isKnownBreached(verified)) {
      return;
    }
    transaction.executeWithoutResult(status -> {
      if (accounts.demand(subject, Duty.BREACHED_PASSWORD)) {
        log.append(
            AuditEvent.listener("password.breached", Purpose.AUTHENTICATION),
            credentials.keyOf(subject));
      }
    });
  }
}
