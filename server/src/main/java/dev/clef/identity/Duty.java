package dev.clef.identity;

import java.util.Locale;

/**
 * What a person has to do before anything else. The names are stored and in the API: never rename
 * one.
 */
public enum Duty {
  /** Choose a new password. */
  CHANGE_PASSWORD,
  /** Tell the birth date: it is missing or makes no sense. */
  BIRTH_DATE;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Duty of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
