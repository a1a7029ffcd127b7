package dev.clef.keys;

import java.util.Locale;

/** What a person can be found by. The names are stored and keyed: never rename one. */
public enum IndexKind {
  /** The normalised user name; one person in a tenant. */
  USERNAME,
  /** The normalised e-mail address; several persons may share one. */
  EMAIL,
  /** The identifier in the system an account was imported from; one person in a tenant. */
  SOURCE;

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
