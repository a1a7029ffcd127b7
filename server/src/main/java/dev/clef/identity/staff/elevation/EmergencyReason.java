package dev.clef.identity.staff.elevation;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why nobody could be asked first: the whole list. The names are stored: never rename one. */
public enum EmergencyReason {
  /** Somebody is being attacked just now. */
  ATTACK_UNDER_WAY,
  /** Data is leaking just now. */
  LEAK_UNDER_WAY,
  /** An account is in the hands of somebody else. */
  ACCOUNT_TAKEN_OVER,
  /** Somebody may come to harm. */
  DANGER_TO_A_PERSON;

  /** The name stored and on the wire. */
  @JsonValue
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The reason of this name; empty when there is none. */
  public static Optional<EmergencyReason> of(String code) {
    return Arrays.stream(values()).filter(one -> one.code().equals(code)).findFirst();
  }
}
