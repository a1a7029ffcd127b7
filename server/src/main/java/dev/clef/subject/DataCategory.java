package dev.clef.subject;

import java.util.Locale;

/** What kind of personal data a field holds. */
public enum DataCategory {
  IDENTIFIER,
  CONTACT,
  PROFILE,
  CREDENTIAL,
  DEVICE,
  /** What somebody did here, and when. */
  ACTIVITY,
  /** Taken over from another system, not yet understood by this one. */
  IMPORTED;

  /** The name in the API. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
