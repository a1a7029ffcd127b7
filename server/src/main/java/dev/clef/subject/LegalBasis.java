package dev.clef.subject;

import java.util.Locale;

/** The lawful bases of GDPR Art. 6(1). The names stand in log entries: never rename one. */
public enum LegalBasis {
  /** Art. 6(1)(a). */
  CONSENT,
  /** Art. 6(1)(b). */
  CONTRACT,
  /** Art. 6(1)(c): the duty to answer a request, to keep a log, to secure the processing. */
  LEGAL_OBLIGATION,
  /** Art. 6(1)(f). */
  LEGITIMATE_INTERESTS;

  /** The name in log entries and in the API. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
