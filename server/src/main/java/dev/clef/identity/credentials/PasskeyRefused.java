package dev.clef.identity.credentials;

import java.util.Locale;

/** A passkey that proves nothing, and why: for the log, not for whoever sent it. */
public final class PasskeyRefused extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Why; the names are in the log: never rename one. */
  public enum Why {
    /** Not what an authenticator sends. */
    MALFORMED,
    /** An answer to another question, or a second answer. */
    CHALLENGE,
    /** Made on another site. */
    ORIGIN,
    /** Made for another site. */
    RP_ID,
    /** The authenticator did not check who holds it. */
    USER_NOT_VERIFIED,
    /** A counter that did not go on: there may be a copy of the key. */
    COUNTER,
    /** The key of somebody else. */
    USER,
    /** An algorithm that was not offered. */
    ALGORITHM,
    /** An authenticator that says what it is, and its certificates do not. */
    ATTESTATION,
    /** One that does not prove what it is, or of a make that is not in the metadata. */
    UNKNOWN_MODEL,
    /** One of a make that is known to be broken. */
    UNSAFE_MODEL,
    /** The signature, or something else in it, is wrong. */
    SIGNATURE;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Why why;

  public PasskeyRefused(Why why) {
    super(why.code(), null, false, false);
    this.why = why;
  }

  public Why why() {
    return why;
  }
}
