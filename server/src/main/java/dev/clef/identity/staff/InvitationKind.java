package dev.clef.identity.staff;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** What a link leads to. The names are stored: never rename one. */
public enum InvitationKind {
  /** The first account of the installation. */
  FIRST,
  /** An account for somebody new. */
  NEW,
  /** A new way into an account whose passkeys are lost. */
  RENEWAL;

  /** The name stored and on the wire. */
  @JsonValue
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static InvitationKind of(String code) {
    return Arrays.stream(values())
        .filter(kind -> kind.code().equals(code))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("an invitation of an unknown kind"));
  }
}
