package dev.clef.consent;

import java.util.Locale;

/** What a person's age means for consent. The names are stored: never rename one. */
public enum AgeClass {
  /** Of the age of consent of their jurisdiction, or of any known one where theirs has no rule. */
  OF_AGE,
  /** Known to be younger: nothing is processed before a parent consents. */
  CHILD,
  /** The birth date is missing or makes no sense: asked for at the next sign-in. */
  UNKNOWN;

  /** The name in the database and in reports. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
