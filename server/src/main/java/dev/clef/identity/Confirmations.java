package dev.clef.identity;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.identity.credentials.PasskeySite;
import dev.clef.platform.web.Problem;
import dev.clef.subject.Purpose;
import dev.clef.subject.SensitiveAct;
import java.time.Clock;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Asks somebody who is signed in once more who they are. Thread-safe. */
public final class Confirmations {

  private final Credentials credentials;
  private final Passkeys passkeys;
  private final MailProofs mail;
  private final Sessions sessions;
  private final StepUp stepUp;
  private final AuditLog log;
  private final Clock clock;

  Confirmations(
      Credentials credentials,
      Passkeys passkeys,
      MailProofs mail,
      Sessions sessions,
      StepUp stepUp,
      AuditLog log,
      Clock clock) {
    this.credentials = credentials;
    this.passkeys = passkeys;
    this.mail = mail;
    this.sessions = sessions;
    this.stepUp = stepUp;
    this.log = log;
    this.clock = clock;
  }

  /**
   * By password, and code where there is an authenticator; the session goes on under another token.
   *
   * @throws Problem {@code wrong_credentials}, {@code code_required}, {@code wrong_code}, {@code
   *     rate_limited}
   */
  public Sessions.Opened byPassword(SignedIn me, String password, @Nullable String code) {
    return renewed(me, credentials.confirm(me.subject(), password, code));
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
    return renewed(me, passkeys.confirm(me, challenge, credential, site));
  }

  /**
   * Sends a code to the address of somebody, who enters it beside the password.
   *
   * @param network where the request comes from
   * @throws Problem {@code no_letters} when there is no address to send it to, or a second factor
   *     that has to be used; {@code rate_limited}
   */
  public void sendMail(SignedIn me, String network, Locale language) {
    if (!stepUp.needsMail(me)) {
      throw Problem.of(IdentityProblem.NO_LETTERS);
    }
    mail.send(me.subject(), network, language);
  }

  /**
   * By the code of a letter; the session goes on under another token.
   *
   * @throws Problem {@code wrong_code}; {@code code_expired} when there is none that could be right
   */
  public Sessions.Opened byMail(SignedIn me, String code) {
    mail.verify(me.subject(), code);
    return renewed(me, Proofs.at(clock.instant(), Proof.MAIL_CODE));
  }

  private Sessions.Opened renewed(SignedIn me, Proofs proofs) {
    Sessions.Opened session = sessions.renew(me, proofs);
    log.appendAlone(
        AuditEvent.listener("session.confirmed", Purpose.AUTHENTICATION)
            .with("how", proofs.codes()),
        credentials.keyOf(me.subject()));
    return session;
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
