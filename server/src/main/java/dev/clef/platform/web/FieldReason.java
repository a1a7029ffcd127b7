package dev.clef.platform.web;

import java.util.Locale;

/** Why a field was refused: the whole vocabulary, so that a client can translate it. */
public enum FieldReason {
  REQUIRED,
  TOO_SHORT,
  TOO_LONG,
  INVALID,
  NOT_TEXT,
  OUT_OF_RANGE,
  TAKEN,
  BREACHED,
  GUESSABLE,
  UNSUPPORTED;

  /** The name on the wire. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
