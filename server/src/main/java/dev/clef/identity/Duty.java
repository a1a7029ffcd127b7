package dev.clef.identity;

import java.util.Locale;
import java.util.Set;

/**
 * What a person has to do before anything else. The names are stored and in the API: never rename
 * one.
 */
public enum Duty {
  /** Choose a new password. */
  CHANGE_PASSWORD,
  /** Tell the birth date: it is missing or makes no sense. */
  BIRTH_DATE,
  /** Choose a new password: the present one is in a list of stolen ones. */
  BREACHED_PASSWORD;

  /** The duties that a new password settles. */
  public static final Set<Duty> OF_PASSWORD = Set.of(CHANGE_PASSWORD, BREACHED_PASSWORD);

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Duty of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
