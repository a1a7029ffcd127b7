package dev.clef.identity;

import dev.clef.identity.credentials.PasskeySite;
import dev.clef.platform.web.Problem;
import dev.clef.subject.SensitiveAct;
import org.jspecify.annotations.Nullable;

/** Asks somebody who is signed in once more who they are. Thread-safe. */
public final class Confirmations {

  private final Credentials credentials;
  private final Passkeys passkeys;
  private final Sessions sessions;
  private final StepUp stepUp;

  Confirmations(Credentials credentials, Passkeys passkeys, Sessions sessions, StepUp stepUp) {
    this.credentials = credentials;
    this.passkeys = passkeys;
    this.sessions = sessions;
    this.stepUp = stepUp;
  }

  /**
   * By password, and code where there is an authenticator; the session goes on under another token.
   *
   * @throws Problem {@code wrong_credentials}, {@code code_required}, {@code wrong_code}, {@code
   *     rate_limited}
   */
  public Sessions.Opened byPassword(SignedIn me, String password, @Nullable String code) {
    return sessions.renew(me, credentials.confirm(me.subject(), password, code));
  }

  /**
   * By passkey; the session goes on under another token.
   *
   * @param challenge of {@link Passkeys#toConfirm}
   * @param credential what the browser answered, as JSON
   * @throws Problem {@code passkey_refused}, {@code passkey_unknown}, {@code rate_limited}
   */
  Sessions.Opened byPasskey(SignedIn me, String challenge, String credential, PasskeySite site) {
    credentials.requireTurn(me.subject());
    return sessions.renew(me, passkeys.confirm(me, challenge, credential, site));
  }

  /**
   * For one act: by the password given with it, or by what was proven lately.
   *
   * @param password null: what was proven lately has to be enough
   * @throws Problem {@code confirmation_needed} when neither is enough, and those of {@link
   *     #byPassword}
   */
  public void forAct(
      SignedIn me, SensitiveAct act, @Nullable String password, @Nullable String code) {
    Proofs proofs =
        password == null
            ? me.proofs()
            : me.proofs().and(credentials.confirm(me.subject(), password, code));
    if (!stepUp.isDone(me, proofs, act)) {
      throw Problem.of(IdentityProblem.CONFIRMATION_NEEDED);
    }
  }
}
