package dev.clef.identity.staff;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** What is done to accounts of staff. The names are stored: never rename one. */
public enum StaffAct {
  INVITED,
  WITHDRAWN,
  ROLES_CHANGED,
  RENEWED,
  REMOVED,
  REVIEWED;

  /** The name stored and on the wire. */
  @JsonValue
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static StaffAct of(String code) {
    return Arrays.stream(values())
        .filter(act -> act.code().equals(code))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("an unknown act"));
  }
}
