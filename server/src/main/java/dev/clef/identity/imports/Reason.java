package dev.clef.identity.imports;

import java.util.Locale;
import java.util.stream.Stream;

/** Why a record was not imported. The names are in reports: never rename one. */
enum Reason {
  /** The record is no JSON object of the expected shape. */
  MALFORMED,
  /** It, or a part of it, is larger than the server takes; the client does not send it then. */
  TOO_LARGE,
  /** The client could not send it: it holds half a character (an unpaired surrogate). */
  NOT_TEXT,
  /** The client could not send it: a member stands in it twice. */
  DUPLICATE_MEMBER,
  /** The client could not send it: a row with more or fewer cells than the header. */
  RAGGED_ROW,
  /** The client could not send it: a control character, such as NUL, stands in a cell. */
  CONTROL_CHARACTER,
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

  /** What a client put in the place of a record it could not send; anything else is malformed. */
  static Reason said(String code) {
    return Stream.of(TOO_LARGE, NOT_TEXT, DUPLICATE_MEMBER, RAGGED_ROW, CONTROL_CHARACTER)
        .filter(reason -> reason.code().equals(code))
        .findFirst()
        .orElse(MALFORMED);
  }

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
