package dev.clef.identity;

import java.util.Locale;

/** Whether somebody may sign in. The names are stored: never rename one. */
public enum AccountStatus {
  ACTIVE,
  /** Switched off by an operator, here or in the system the account came from. */
  DISABLED,
  /** A child whose parent has not consented. */
  AWAITING_PARENT,
  /** Erased; what is left is the fact that there was an account. */
  ERASED;

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static AccountStatus of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
