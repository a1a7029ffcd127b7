package dev.clef.identity;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.identity.credentials.OwnWords;
import dev.clef.mail.Letter;
import dev.clef.mail.Letters;
import dev.clef.mail.Recipient;
import dev.clef.platform.web.Problem;
import dev.clef.subject.Purpose;
import dev.clef.subject.SensitiveAct;
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
  private final StepUp stepUp;
  private final Letters letters;
  private final AuditLog log;
  private final TransactionTemplate transaction;

  Passwords(
      PasswordRules rules,
      Finder finder,
      Credentials credentials,
      AccountStore accounts,
      Sessions sessions,
      StepUp stepUp,
      Letters letters,
      AuditLog log,
      TransactionTemplate transaction) {
    this.rules = rules;
    this.finder = finder;
    this.credentials = credentials;
    this.accounts = accounts;
    this.sessions = sessions;
    this.stepUp = stepUp;
    this.letters = letters;
    this.log = log;
    this.transaction = transaction;
  }

  /**
   * Checks the current password, stores the new one, ends every other session of the person and
   * writes to them. Of whoever has a passkey, it or a second factor is asked as well: who learned a
   * password must not lock its owner out.
   *
   * @return the session goes on under another token
   * @throws Problem {@code confirmation_needed}, and those of {@link Credentials#confirm}
   */
  public Sessions.Opened change(SignedIn me, String current, String chosen, @Nullable String code) {
    credentials.requireTurn(me.subject()); // before the rules, which look names up
    checkFor(me.subject(), chosen);
    Proofs given = credentials.check(me.subject(), current, code);
    if (!stepUp.isDone(me, me.proofs().and(given), SensitiveAct.CHANGE_PASSWORD)) {
      throw Problem.of(IdentityProblem.CONFIRMATION_NEEDED);
    }
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
    return sessions.renew(me, given);
  }

  /**
   * Checks a new password of a person.
   *
   * @throws Problem {@code invalid_fields}
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
