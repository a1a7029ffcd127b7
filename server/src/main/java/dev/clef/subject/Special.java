package dev.clef.subject;

import java.util.Locale;

/** Laws that ask for more than the GDPR does for any datum. */
public enum Special {
  /** May hold what GDPR Art. 9(1) names: health, belief, origin and the like. */
  ART_9,
  /** Personal information where the person is a child (COPPA Rule, 16 CFR 312.2). */
  COPPA;

  /** The name in the API. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
