package dev.clef.ledger;

import dev.clef.ledger.TimeStampRefused.Reason;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/**
 * A time-stamp token (RFC 3161) whose signature holds: these bytes existed at this time, says the
 * holder of this certificate. Whether the holder is to be believed, {@link TimeStampAnchors} tell.
 *
 * @param policy object identifier, dotted
 * @param serial unique for each token of an authority
 * @param at when it was issued
 * @param accuracy how far {@code at} may be off; zero when the token does not say
 * @param imprint SHA-256 of what was stamped
 * @param nonce of the request, when it had one
 * @param signer its certificate
 * @param carried every certificate in the token, the signer's included
 */
public record TimeStamp(
    String policy,
    BigInteger serial,
    Instant at,
    Duration accuracy,
    Hash imprint,
    Optional<BigInteger> nonce,
    X509Certificate signer,
    List<X509Certificate> carried) {

  /** More than any authority sends: a token, a chain of certificates. */
  public static final int MAX_BYTES = 65_536;

  /**
   * The policy of authorities built into Clef: 2.25 and a random UUID (ITU-T X.667), which no other
   * policy has. A token under it proves nothing to strangers.
   */
  public static final String TRIAL_POLICY = "2.25.32886148429633799305241488924605364520";

  /** What is said wherever such a token is shown. */
  public static final String TRIAL_WARNING =
      "trial: issued by this Clef itself, proves nothing to strangers";

  public TimeStamp {
    carried = List.copyOf(carried);
  }

  /** SHA-256 of what is to be stamped. */
  public static Hash imprintOf(byte[] data) {
    return Hash.of(TreeHasher.sha256().digest(data));
  }

  /**
   * Opens a reply of an authority (TimeStampResp) and checks all that can be checked without
   * knowing the request or whom to trust: status, form, digest, certificate, signature.
   *
   * @throws TimeStampRefused with the first thing wrong
   */
  public static TimeStamp ofReply(byte[] der) {
    return TimeStampReader.reply(der);
  }

  /**
   * That it is over these bytes.
   *
   * @throws TimeStampRefused when it is over others
   */
  public void requireOver(byte[] data) {
    if (!imprint.equals(imprintOf(data))) {
      throw new TimeStampRefused(Reason.WRONG_IMPRINT, "the token is over other bytes");
    }
  }

  /** Whether a Clef issued it itself. */
  public boolean isTrial() {
    return policy.equals(TRIAL_POLICY);
  }

  /** The authority's name as its certificate has it. */
  public String authority() {
    return signer.getSubjectX500Principal().getName(X500Principal.RFC2253);
  }
}
