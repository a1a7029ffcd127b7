package dev.clef.cli;

import java.util.Locale;

/** Why a record is not sent as it is. The server knows these names: never rename one. */
enum RecordReason {
  /** It is no JSON object. */
  MALFORMED,
  /** A text, a name, a number, the nesting or the whole is larger than the server takes. */
  TOO_LARGE,
  /** It holds half a character (an unpaired surrogate), which no text can hold. */
  NOT_TEXT,
  /** A member stands in it twice: which of the two is meant, nobody knows. */
  DUPLICATE_MEMBER;

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
