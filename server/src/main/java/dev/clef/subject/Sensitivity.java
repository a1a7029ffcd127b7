package dev.clef.subject;

import java.util.Locale;

/** How much harm a datum does in the wrong hands, the least first. */
public enum Sensitivity {
  /** Means nothing without other data of this system (GDPR Art. 4(5)). */
  PSEUDONYM,
  ORDINARY,
  /** Finds, reaches or impersonates a person, or tells that somebody is a child. */
  HIGH,
  /** Opens an account. */
  SECRET;

  /** The name in the API. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
