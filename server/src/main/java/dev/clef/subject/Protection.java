package dev.clef.subject;

import java.util.Locale;

/** How a datum is stored. */
public enum Protection {
  /** Encrypted under the key of the person; every read leaves an entry and it ends with the key. */
  PERSON_KEY,
  /** Encrypted under a key of the service. */
  SERVICE_KEY,
  /** A digest, keyed or of something random. */
  DIGEST,
  /** As it is, beside nothing that names anybody. */
  CLEAR;

  /** The name in the API. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
