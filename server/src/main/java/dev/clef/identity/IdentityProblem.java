package dev.clef.identity;

import dev.clef.identity.credentials.PasskeyRefused;
import dev.clef.platform.web.ProblemType;

/** The errors of accounts, sign-in and imports. */
public enum IdentityProblem implements ProblemType {
  WRONG_CREDENTIALS(401, "The name or the password is not right."),
  CODE_REQUIRED(401, "A code of your authenticator app is needed as well."),
  WRONG_CODE(401, "The code is not right or was used before."),
  CODES_LOCKED(401, "Too many codes were wrong: no code of the app is taken any more."),
  PASSKEY_REFUSED(401, "The passkey was not accepted."),
  PASSKEY_UNKNOWN(401, "This passkey is not known here any more."),
  AUTHENTICATOR_UNKNOWN(
      422,
      "Only authenticators that prove which make they are, and that are known, are taken here."),
  AUTHENTICATOR_UNSAFE(422, "This make of authenticator is known to be unsafe."),
  CONFIRMATION_NEEDED(403, "Prove once more who you are first."),
  LAST_FACTOR(409, "Add another way to prove who you are first."),
  TOO_MANY_FACTORS(409, "There are as many already as there can be."),
  NO_SITE(409, "Passkeys need the name of this site in the settings."),
  NOTHING_LOST(409, "There is no second factor: the password signs in."),
  CODE_EXPIRED(401, "There is no code that is still good; ask for a new one."),
  ADDRESS_NEEDED(403, "An e-mail address has to be proven first: ask for a code."),
  NOTHING_TO_CONFIRM(409, "There is no e-mail address that is not confirmed yet."),
  NO_LETTERS(409, "This server sends no letters."),
  ACCOUNT_DISABLED(403, "This account is switched off."),
  PARENT_NEEDED(403, "A parent has to consent before this account can be used."),
  ACTION_REQUIRED(403, "Something has to be settled first; see the sign-in answer."),
  SIGN_IN_FAILED(401, "The name, the password or the code is not right."),
  LINK_NOT_VALID(401, "This link is not valid any more, or never was."),
  STAFF_EXISTS(409, "There is a staff account already."),
  PASSKEY_NEEDED(403, "Add a passkey to this account first."),
  PROOF_NEEDED(401, "The browser has to prove once more that this session is its own."),
  PROOF_REFUSED(401, "The proof of the browser was not accepted."),
  FRESH_SIGN_IN_NEEDED(403, "Sign in once more first."),
  OWN_ACCOUNT(409, "Somebody else has to do this: it is about your own account."),
  OTHERS_CAN(409, "Another administrator can do this."),
  DATA_UNREADABLE(500, "Stored data could not be read. Nothing was changed."),
  ACCESS_DENIED(403, "This is not open to you."),
  IMPORT_RUNNING(409, "Another import is running."),
  IMPORT_FINISHED(409, "This import has ended."),
  IMPORT_OUT_OF_STEP(409, "This part of the file does not follow the last one that was taken.");

  private final int status;
  private final String title;

  IdentityProblem(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** What somebody is told whose passkey is refused; more than this only where it helps them. */
  public static IdentityProblem of(PasskeyRefused.Why why) {
    return switch (why) {
      case UNKNOWN_MODEL -> AUTHENTICATOR_UNKNOWN;
      case UNSAFE_MODEL -> AUTHENTICATOR_UNSAFE;
      case MALFORMED,
          CHALLENGE,
          ORIGIN,
          RP_ID,
          USER_NOT_VERIFIED,
          COUNTER,
          USER,
          ALGORITHM,
          ATTESTATION,
          SIGNATURE ->
          PASSKEY_REFUSED;
    };
  }

  /** Whether a problem is one of the code beside a password, which may be entered once more. */
  public static boolean isAboutCode(ProblemType type) {
    return type == CODE_REQUIRED || type == WRONG_CODE || type == CODES_LOCKED;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public String title() {
    return title;
  }
}
