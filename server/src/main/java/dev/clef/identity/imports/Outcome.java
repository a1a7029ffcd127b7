package dev.clef.identity.imports;

import java.util.Locale;

/** What became of a mapped person. */
enum Outcome {
  CREATED,
  UPDATED,
  UNCHANGED,
  NAME_TAKEN,
  ERASED,
  DUPLICATE;

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The reason in the report, for the outcomes that reject. */
  Reason reason() {
    return switch (this) {
      case NAME_TAKEN -> Reason.NAME_TAKEN;
      case ERASED -> Reason.ERASED;
      case DUPLICATE -> Reason.DUPLICATE_ID;
      case CREATED, UPDATED, UNCHANGED -> throw new IllegalStateException("not a rejection");
    };
  }
}
