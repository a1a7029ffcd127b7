package dev.clef.ledger;

import dev.clef.ledger.TimeStampRefused.Reason;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** RFC 3161 §2.4.2, the reply of an authority, field by field. */
final class TimeStampReader {

  private static final String TST_INFO = "1.2.840.113549.1.9.16.1.4";
  private static final String SHA256 = "2.16.840.1.101.3.4.2.1";

  /** RFC 3161 §2.4.2: seconds are there, the fraction has no trailing zero, the zone is Z. */
  private static final Pattern TIME =
      Pattern.compile("(\\d{4})(\\d{2})(\\d{2})(\\d{2})(\\d{2})(\\d{2})(?:\\.(\\d{0,8}[1-9]))?Z");

  private TimeStampReader() {}

  /** TimeStampResp: a status, and a token when it was granted. */
  static TimeStamp reply(byte[] der) {
    if (der.length > TimeStamp.MAX_BYTES) {
      throw new TimeStampRefused(Reason.MALFORMED, "the reply is larger than any real one");
    }
    try {
      Der.Fields reply = Der.of(der).sequence();
      BigInteger status = reply.take(Der.SEQUENCE).sequence().take(Der.INTEGER).integer();
      // 0 granted, 1 granted with modifications; all others bring no token.
      if (status.signum() < 0 || status.compareTo(BigInteger.ONE) > 0) {
        throw new TimeStampRefused(
            Reason.REJECTED,
            "the authority answered with status " + status + " instead of a token");
      }
      Der token = reply.take(Der.SEQUENCE);
      reply.end();
      return token(token);
    } catch (MalformedException e) {
      throw new TimeStampRefused(Reason.MALFORMED, "not a time-stamp reply: " + e.getMessage());
    }
  }

  private static TimeStamp token(Der token) {
    SignedCms cms = SignedCms.of(token, TST_INFO);
    cms.check();
    Der.Fields info = Der.of(cms.content()).sequence();
    if (!info.take(Der.INTEGER).integer().equals(BigInteger.ONE)) {
      throw new MalformedException("a token of another version");
    }
    final String policy = info.take(Der.OID).oid();
    final Hash imprint = imprint(info.take(Der.SEQUENCE).sequence());
    final BigInteger serial = info.take(Der.INTEGER).integer();
    final Instant at = time(info.take(Der.TIME).ascii());
    Duration accuracy =
        info.has(Der.SEQUENCE) ? accuracy(info.take(Der.SEQUENCE).sequence()) : Duration.ZERO;
    info.skip(Der.BOOLEAN); // ordering
    Optional<BigInteger> nonce =
        info.has(Der.INTEGER) ? Optional.of(info.take(Der.INTEGER).integer()) : Optional.empty();
    info.skip(Der.CONTEXT_0); // the name of the authority, which its certificate tells
    info.skip(Der.CONTEXT_1); // extensions: RFC 3161 defines none
    info.end();
    SignerCertificate.requireForTimestamping(cms.signer(), at);
    return new TimeStamp(
        policy, serial, at, accuracy, imprint, nonce, cms.signer(), cms.certificates());
  }

  private static Hash imprint(Der.Fields imprint) {
    String algorithm = imprint.take(Der.SEQUENCE).sequence().take(Der.OID).oid();
    byte[] hash = imprint.take(Der.OCTETS).bytes();
    imprint.end();
    if (!algorithm.equals(SHA256) || hash.length != Hash.SIZE) {
      throw new TimeStampRefused(Reason.WRONG_IMPRINT, "the token is not over a SHA-256 digest");
    }
    return Hash.of(hash);
  }

  private static Duration accuracy(Der.Fields accuracy) {
    BigInteger nanos = BigInteger.ZERO;
    for (var unit :
        List.of(
            new Unit(Der.INTEGER, 1_000_000_000),
            new Unit(Der.PRIMITIVE_0, 1_000_000),
            new Unit(Der.PRIMITIVE_1, 1_000))) {
      if (accuracy.has(unit.tag())) {
        nanos =
            nanos.add(
                accuracy.take(unit.tag()).number().multiply(BigInteger.valueOf(unit.nanos())));
      }
    }
    accuracy.end();
    if (nanos.signum() < 0 || nanos.bitLength() > 62) {
      throw new MalformedException("an accuracy is not a length of time");
    }
    return Duration.ofNanos(nanos.longValueExact());
  }

  private record Unit(int tag, long nanos) {}

  private static Instant time(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      throw new MalformedException("a time is not in the form of RFC 3161");
    }
    int[] part = new int[6];
    for (int i = 0; i < part.length; i++) {
      part[i] = Integer.parseInt(matcher.group(i + 1));
    }
    String fraction = Optional.ofNullable(matcher.group(7)).orElse("");
    int nanos = Integer.parseInt((fraction + "000000000").substring(0, 9));
    try {
      return LocalDateTime.of(part[0], part[1], part[2], part[3], part[4], part[5], nanos)
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new MalformedException("there is no such time");
    }
  }
}
