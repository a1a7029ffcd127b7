package dev.clef.identity.credentials.attestation;

/** An authenticator that is not taken, and why. */
public final class AttestationRefused extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Why. */
  public enum Why {
    /** It does not prove what it is, or nobody knows the make. */
    UNKNOWN,
    /** The make is known to be broken. */
    UNSAFE,
    /** It says what it is, and its certificates do not. */
    FORGED
  }

  private final Why why;

  AttestationRefused(Why why) {
    super(why.name(), null, false, false);
    this.why = why;
  }

  public Why why() {
    return why;
  }
}
