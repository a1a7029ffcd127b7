package dev.clef.audit.timestamps;

import java.io.IOException;

/** Who says what time it is. */
sealed interface Authority permits BuiltInAuthority, HttpAuthority {

  /** Which kind of authority: stored, never rename one. */
  enum Kind {
    /** This Clef itself, for trials. */
    BUILT_IN,
    EXTERNAL
  }

  Kind kind();

  /** What it is called in our log. */
  String label();

  /**
   * Answers a request (TimeStampReq) with a reply (TimeStampResp), both in DER.
   *
   * @throws IOException when no answer comes, with the reason in words
   */
  byte[] ask(byte[] request) throws IOException, InterruptedException;
}
