package dev.clef.ledger;

/** Why a time-stamp is not believed. */
public final class TimeStampRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What is wrong; each is one step of the check. */
  public enum Reason {
    /** The authority did not grant the request. */
    REJECTED,
    /** Not DER, or not what RFC 3161 says. */
    MALFORMED,
    /** An algorithm that is broken or that we do not know. */
    UNSUPPORTED,
    /** Over other bytes: another checkpoint, or one that was altered. */
    WRONG_IMPRINT,
    /** An answer to another request. */
    WRONG_NONCE,
    /** Issued under another policy than the one asked for. */
    WRONG_POLICY,
    /** What was signed is not what is shown. */
    ALTERED,
    /** The certificate of the signer is not in the token. */
    NO_CERTIFICATE,
    /** The token was signed for another certificate (RFC 5816). */
    WRONG_CERTIFICATE,
    WRONG_SIGNATURE,
    /** The certificate is not for time-stamping alone (RFC 3161 §2.3). */
    NOT_FOR_TIMESTAMPING,
    /** The certificate was not valid at the time of the token. */
    OUTSIDE_VALIDITY,
    /** No chain leads to a certificate that is trusted. */
    NOT_ANCHORED,
    /** The time is far from ours. */
    WRONG_TIME,
    /** Earlier than the time of a smaller log. */
    OUT_OF_ORDER,
    /** The bytes are no checkpoint of this log. */
    NOT_OF_THIS_LOG
  }

  private final Reason reason;

  public TimeStampRefused(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
