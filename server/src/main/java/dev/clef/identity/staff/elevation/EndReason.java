package dev.clef.identity.staff.elevation;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why an elevation is over. The names are stored: never rename one. */
public enum EndReason {
  /** Its time was over. */
  TIME,
  /** Its holder needed it no more. */
  HOLDER,
  /** Somebody who decides about such elevations took it back. */
  TAKEN_BACK,
  /** The session it was opened in ended. */
  SESSION_ENDED,
  /** Its holder lost a role. */
  ROLE_LOST,
  /** Its holder works here no more. */
  LEFT,
  /** A second person found that there was no emergency. */
  NOT_JUSTIFIED,
  /** The person was erased. */
  ERASED;

  /** The name stored and on the wire. */
  @JsonValue
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
