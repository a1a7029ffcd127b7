package dev.clef.identity;

import dev.clef.mail.Letter;
import dev.clef.mail.Letters;
import dev.clef.mail.Recipient;
import dev.clef.subject.SubjectId;
import org.springframework.transaction.support.TransactionTemplate;

/** Uses up recovery codes; their person is written to. Thread-safe. */
final class RecoveryCodes {

  private final FactorStore store;
  private final LossStore losses;
  private final AccountStore accounts;
  private final Letters letters;
  private final TransactionTemplate transaction;

  RecoveryCodes(
      FactorStore store,
      LossStore losses,
      AccountStore accounts,
      Letters letters,
      TransactionTemplate transaction) {
    this.store = store;
    this.losses = losses;
    this.accounts = accounts;
    this.letters = letters;
    this.transaction = transaction;
  }

  /** False when there is no such code, or not any more. */
  boolean use(SubjectId subject, byte[] mac) {
    return Boolean.TRUE.equals(
        transaction.execute(_ -> {
          boolean used = store.useRecoveryCode(subject, mac);
          if (used) {
            losses.end(subject);
            accounts.forgetWrongCodes(subject);
            int left = store.recoveryCodes(subject).left();
            letters.post(new Letter.RecoveryCodeUsed(left), new Recipient.Account(subject), null);
          }
          return used;
        }));
  }
}
