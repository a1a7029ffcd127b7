package dev.clef.identity.imports;

import java.util.Locale;

/** Why a record was not imported. The names are in reports: never rename one. */
enum Reason {
  /** The record is no JSON object of the expected shape. */
  MALFORMED,
  /** It has no identifier, by which it could be recognised the next time. */
  NO_ID,
  /** It has no user name, or one of more than 255 characters. */
  NO_USERNAME,
  /** The user of a machine, not a person. */
  SERVICE_ACCOUNT,
  /** Somebody else has this user name, here or earlier in the file, after normalisation. */
  NAME_TAKEN,
  /** The same identifier stood earlier in the file. */
  DUPLICATE_ID,
  /** The person was erased and stays so. */
  ERASED;

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
