package dev.clef.audit.timestamps;

import dev.clef.ledger.TimeStamp;
import dev.clef.ledger.TimeStampAnchors;
import dev.clef.ledger.TimeStampRefused;
import dev.clef.ledger.TimeStampRefused.Reason;
import dev.clef.platform.Randomness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequestGenerator;

/**
 * One question to an authority, and what its answer has to be.
 *
 * @param text what is to be stamped: the text of a checkpoint, as the log's keys sign it
 * @param policy asked for; empty for the authority's own
 */
record TimestampRequest(String text, BigInteger nonce, String policy) {

  private static final int NONCE_BYTES = 16;

  /** An answer that holds: the token, and the certificates from its signer up. */
  record Answer(byte[] reply, TimeStamp stamp, List<X509Certificate> chain) {}

  static TimestampRequest over(String text, String policy, Randomness randomness) {
    return new TimestampRequest(text, new BigInteger(1, randomness.bytes(NONCE_BYTES)), policy);
  }

  byte[] data() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** RFC 3161 §2.4.1, with the certificate asked for. */
  byte[] encoded() {
    TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
    generator.setCertReq(true);
    if (!policy.isEmpty()) {
      generator.setReqPolicy(new ASN1ObjectIdentifier(policy));
    }
    try {
      return generator
          .generate(TSPAlgorithms.SHA256, TimeStamp.imprintOf(data()).toArray(), nonce)
          .getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Checks an answer (RFC 3161 §2.4.2), its signature and its certificate.
   *
   * @param anchors whom to trust; empty to take every signer
   * @param now our own time
   * @param last of the token before
   * @throws TimeStampRefused with the first thing wrong
   */
  Answer check(
      byte[] reply,
      Optional<TimeStampAnchors> anchors,
      Instant now,
      Duration skew,
      Optional<Instant> last) {
    TimeStamp stamp = TimeStamp.ofReply(reply);
    stamp.requireOver(data());
    if (!stamp.nonce().equals(Optional.of(nonce))) {
      throw new TimeStampRefused(Reason.WRONG_NONCE, "the token answers another request");
    }
    if (!policy.isEmpty() && !stamp.policy().equals(policy)) {
      throw new TimeStampRefused(Reason.WRONG_POLICY, "the token is under another policy");
    }
    List<X509Certificate> chain =
        anchors.map(known -> known.chain(stamp)).orElseGet(() -> carried(stamp));
    if (Duration.between(now, stamp.at()).abs().compareTo(skew) > 0) {
      throw new TimeStampRefused(
          Reason.WRONG_TIME, "the time of the token is more than " + skew + " from ours");
    }
    if (last.isPresent() && stamp.at().isBefore(last.get())) {
      throw new TimeStampRefused(Reason.OUT_OF_ORDER, "the token is earlier than the one before");
    }
    return new Answer(reply, stamp, chain);
  }

  private static List<X509Certificate> carried(TimeStamp stamp) {
    return Stream.concat(Stream.of(stamp.signer()), stamp.carried().stream()).distinct().toList();
  }
}
