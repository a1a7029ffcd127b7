package dev.clef.identity;

import dev.clef.platform.web.Problem;
import dev.clef.subject.Assurance;
import dev.clef.subject.SensitiveAct;
import java.time.Clock;

/**
 * Whether somebody who is signed in has proven lately enough, and surely enough, who they are. Of
 * somebody who has one factor only, no more can be asked than that one, or they would be locked out
 * of their own rights. Thread-safe.
 */
public final class StepUp {

  private final FactorStore store;
  private final Clock clock;

  StepUp(FactorStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Whether nothing has to be proven before {@code act}. */
  public boolean isDone(SignedIn me, SensitiveAct act) {
    return isDone(me, me.proofs(), act);
  }

  /** Whether a passkey was used lately enough for {@code act}. */
  public boolean hasFreshPasskey(SignedIn me, SensitiveAct act) {
    return me.proofs()
        .since(clock.instant().minus(act.fresh()))
        .assurance()
        .filter(Assurance.PHISHING_RESISTANT::equals)
        .isPresent();
  }

  /** Whether somebody has passkeys, so that nothing less will do. */
  public boolean needsPasskey(SignedIn me) {
    return store.hasPasskey(me.subject());
  }

  boolean isDone(SignedIn me, Proofs proofs, SensitiveAct act) {
    Assurance least = store.hasTwo(me.subject()) ? act.least() : Assurance.ONE_FACTOR;
    return proofs
        .since(clock.instant().minus(act.fresh()))
        .assurance()
        .filter(given -> given.isAtLeast(least))
        .isPresent();
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
