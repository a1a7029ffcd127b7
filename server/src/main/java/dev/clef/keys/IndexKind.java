package dev.clef.keys;

import java.util.Locale;

/** What a person can be found by. The names are stored and keyed: never rename one. */
public enum IndexKind {
  /** The normalised user name; one person in a tenant. */
  USERNAME,
  /** The normalised e-mail address; several persons may share one. */
  EMAIL,
  /**
   * The identifier in the system an account was imported from; one person in a tenant. The vault
   * does not hold it, so under a new index key its digest is the digest of the digest before.
   */
  SOURCE;

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static IndexKind of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
