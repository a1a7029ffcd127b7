package dev.clef.demo;

/** What happens in the history. */
enum Deed {
  IMPORT,
  IMPORT_AGAIN,
  REGISTER,
  SIGN_IN,
  /** Looks at the profile, in the session that is open. */
  VISIT,
  WRONG_PASSWORD,
  WRONG_CODE,
  UNKNOWN_NAME,
  CORRECT,
  CORRECT_TO_CHILD,
  CHANGE_PASSWORD,
  EXPORT,
  /** Asks for the password again, as before anything that cannot be undone. */
  PROVE,
  SIGN_OUT,
  ERASE
}
