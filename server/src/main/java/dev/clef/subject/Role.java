package dev.clef.subject;

import java.util.Locale;

/** Who touches personal data, and whom it is about; the codes are the actors of log entries. */
public enum Role {
  /** The person, and nobody but the person the data is about. */
  LISTENER,
  /** Clef itself. */
  SERVICE,
  /** Whoever holds the operator token. */
  OPERATOR,
  /** Whoever is signed in at the console. */
  STAFF,
  /** An application somebody signs in to; in log entries with its identifier. */
  CLIENT;

  /** The name in log entries and in the API. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
