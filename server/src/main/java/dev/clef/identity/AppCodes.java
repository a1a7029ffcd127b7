package dev.clef.identity;

import dev.clef.identity.credentials.ParsedTotp;
import dev.clef.identity.credentials.Totp;
import dev.clef.identity.credentials.TotpSecret;
import dev.clef.identity.credentials.Unsupported;
import dev.clef.mail.Letter;
import dev.clef.mail.Letters;
import dev.clef.mail.Recipient;
import dev.clef.subject.SubjectId;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Codes of authenticator apps at a sign-in. A limit on how often somebody may try only makes
 * guessing slow; so wrong codes in a row are counted in the table, on all nodes and across
 * restarts, and after {@link #MOST_WRONG} no code of the app is taken any more until a recovery
 * code was used or the app added anew, and only a few after a new password (NIST SP 800-63B-4
 * §3.2.2). Whoever came that far knows the password: the person is written to. Thread-safe.
 */
final class AppCodes {

  /** In a row. The standard says 100; of a million codes three are good at any time. */
  static final int MOST_WRONG = 50;

  /**
   * So many count as wrong at the most after a new password: a few more are taken. It may have been
   * chosen by whoever reads the person's letters, and to them it is no second factor.
   */
  static final int AFTER_PASSWORD = MOST_WRONG - 5;

  /** What became of a code. */
  enum Outcome {
    RIGHT,
    WRONG,
    /** It was not looked at. */
    LOCKED
  }

  private final AccountStore accounts;
  private final Letters letters;
  private final TransactionTemplate transaction;
  private final Clock clock;

  AppCodes(AccountStore accounts, Letters letters, TransactionTemplate transaction, Clock clock) {
    this.accounts = accounts;
    this.letters = letters;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Uses a code, which is counted as a wrong one before it is compared: those who guess all at once
   * have no more tries than others.
   *
   * @param secret of the app, as stored
   */
  Outcome use(SubjectId subject, byte[] secret, String code) {
    Optional<AccountStore.CodeTry> begun = accounts.beginCode(subject, MOST_WRONG);
    if (begun.isEmpty()) {
      return Outcome.LOCKED;
    }
    OptionalLong step = step(secret, code, begun.get().lastStep());
    if (step.isPresent() && accounts.useTotpStep(subject, step.getAsLong())) {
      return Outcome.RIGHT;
    }
    if (begun.get().wrong() == MOST_WRONG) {
      transaction.executeWithoutResult(
          _ -> letters.post(new Letter.CodesLocked(), new Recipient.Account(subject), null));
    }
    return Outcome.WRONG;
  }

  private OptionalLong step(byte[] stored, String code, long lastStep) {
    ParsedTotp parsed = TotpSecret.parse(stored);
    return switch (parsed) {
      case TotpSecret secret ->
          Totp.matchingStep(secret, code, clock.instant(), Totp.DRIFT_STEPS, lastStep);
      case Unsupported unsupported -> OptionalLong.empty();
    };
  }
}
