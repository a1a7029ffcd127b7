package dev.clef.identity;

import java.util.Locale;

/** What a one-time code is for. The names are stored and keyed: never rename one. */
public enum CodePurpose {
  /** To prove an address before there is an account. */
  REGISTRATION,
  /** To choose a new password without the old one. */
  RESET,
  /** To prove the address of an account. */
  ADDRESS,
  /** To prove at sign-in, or before a weighty step, that it is the person. */
  SIGN_IN;

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
