package dev.clef.identity;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.mail.Letter;
import dev.clef.mail.Letters;
import dev.clef.mail.Recipient;
import dev.clef.subject.Purpose;
import org.jspecify.annotations.Nullable;

/** Changes passwords. */
public final class Passwords {

  private final PasswordRules rules;
  private final Credentials credentials;
  private final AccountStore accounts;
  private final Sessions sessions;
  private final Letters letters;
  private final AuditLog log;

  Passwords(
      PasswordRules rules,
      Credentials credentials,
      AccountStore accounts,
      Sessions sessions,
      Letters letters,
      AuditLog log) {
    this.rules = rules;
    this.credentials = credentials;
    this.accounts = accounts;
    this.sessions = sessions;
    this.letters = letters;
    this.log = log;
  }

  /**
   * Checks the current password, stores the new one, ends every other session of the person and
   * writes to them.
   */
  public void change(SignedIn me, String current, String chosen, @Nullable String code) {
    rules.check("new_password", chosen);
    credentials.check(me.subject(), current, code);
    credentials.store(
        me.subject(),
        chosen,
        () -> {
          accounts.settle(me.subject(), Duty.CHANGE_PASSWORD);
          sessions.endOthers(me.subject(), me.sessionId());
          log.append(
              AuditEvent.listener("password.changed", Purpose.AUTHENTICATION),
              credentials.keyOf(me.subject()));
          letters.post(new Letter.PasswordChanged(), new Recipient.Account(me.subject()), null);
        });
  }
}
