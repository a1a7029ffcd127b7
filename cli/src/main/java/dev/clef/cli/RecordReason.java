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
  DUPLICATE_MEMBER,
  /** A row of a CSV file with more or fewer cells than its header. */
  RAGGED_ROW,
  /** A control character, such as NUL, stands in a cell: most often the encoding is another. */
  CONTROL_CHARACTER;

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
