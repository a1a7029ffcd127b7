package dev.clef.subject;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How sure it is who somebody is, least sure first (NIST SP 800-63B-4 §2). */
public enum Assurance {
  /** One factor: AAL1. */
  ONE_FACTOR,
  /** Something known and something held, or a key that checks its owner itself: AAL2. */
  TWO_FACTORS,
  /** Likewise, by a key that signs for this site alone. */
  PHISHING_RESISTANT;

  /** The name in the API and in documents. */
  @JsonValue
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean isAtLeast(Assurance other) {
    return compareTo(other) >= 0;
  }
}
