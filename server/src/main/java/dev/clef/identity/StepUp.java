package dev.clef.identity;

import dev.clef.platform.web.Problem;
import dev.clef.subject.Assurance;
import dev.clef.subject.SensitiveAct;
import dev.clef.subject.SensitiveAct.Otherwise;
import java.time.Clock;
import java.time.Duration;

/**
 * Whether somebody who is signed in has proven lately enough, and surely enough, who they are. Of
 * somebody who has one factor only, no more can be asked than that one and a code by mail, or they
 * would be locked out of their own rights. Thread-safe.
 */
public final class StepUp {

  private static final Duration JUST_NOW = Duration.ofMinutes(5);

  private final FactorStore store;
  private final MailProofs mail;
  private final Clock clock;

  StepUp(FactorStore store, MailProofs mail, Clock clock) {
    this.store = store;
    this.mail = mail;
    this.clock = clock;
  }

  /** Whether nothing has to be proven before {@code act}. */
  public boolean isDone(SignedIn me, SensitiveAct act) {
    return isDone(me, me.proofs(), act);
  }

  /**
   * Whether more than a password was proven lately enough for {@code act}, so that none is asked.
   */
  public boolean isDoneWithMore(SignedIn me, SensitiveAct act) {
    Proofs fresh = fresh(me.proofs(), act);
    return (fresh.has(Proof.PASSKEY) || fresh.has(Proof.MAIL_CODE)) && isDone(me, act);
  }

  /** Whether somebody has passkeys, so that nothing less will do. */
  public boolean needsPasskey(SignedIn me) {
    return store.hasPasskey(me.subject());
  }

  /** Whether the password was given so lately that it need not be given again beside a letter. */
  public boolean needsOnlyMail(SignedIn me) {
    return me.proofs().since(clock.instant().minus(JUST_NOW)).has(Proof.PASSWORD) && needsMail(me);
  }

  /** Whether a password alone will not do: a passkey, or a code by mail, has to come first. */
  public boolean needsMore(SignedIn me) {
    return needsPasskey(me) || needsMail(me);
  }

  /** Whether somebody has no second factor and can be sent a code instead. */
  public boolean needsMail(SignedIn me) {
    return !store.hasTwo(me.subject()) && mail.isPossible(me.subject());
  }

  boolean isDone(SignedIn me, Proofs proofs, SensitiveAct act) {
    Proofs fresh = fresh(proofs, act);
    if (fresh.assurance().isEmpty()) {
      return false;
    }
    Assurance given = fresh.assurance().get();
    if (given.isAtLeast(act.least())) {
      return true;
    }
    if (store.hasTwo(me.subject())) {
      return false;
    }
    return act.otherwise() == Otherwise.PASSWORD
        || fresh.has(Proof.MAIL_CODE)
        || !mail.isPossible(me.subject());
  }

  private Proofs fresh(Proofs proofs, SensitiveAct act) {
    Proofs fresh = proofs.since(clock.instant().minus(act.fresh()));
    return changesWays(act) ? fresh.without(Proof.DEVICE_KEY) : fresh;
  }

  /**
   * Whether an account could be taken from its owner by it: a trusted browser that was left open,
   * and the password, are not enough for that.
   */
  private static boolean changesWays(SensitiveAct act) {
    return switch (act) {
      case CHANGE_FACTOR, CHANGE_PASSWORD -> true;
      case DOWNLOAD, ERASE -> false;
    };
  }

  /**
   * Refuses what needs a fresh proof.
   *
   * @throws Problem {@code confirmation_needed}
   */
  public void require(SignedIn me, SensitiveAct act) {
    if (!isDone(me, act)) {
      throw Problem.of(IdentityProblem.CONFIRMATION_NEEDED);
    }
  }
}
