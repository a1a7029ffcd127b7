package dev.clef.ledger;

import dev.clef.ledger.TimeStampRefused.Reason;
import java.math.BigInteger;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** The certificate of whoever signed a token: found, and looked at. */
final class SignerCertificate {

  private static final String TIMESTAMPING = "1.3.6.1.5.5.7.3.8";
  private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
  private static final String KEY_IDENTIFIER = "2.5.29.14";

  private SignerCertificate() {}

  /** SignerIdentifier (RFC 5652 §5.3): issuer and serial number, or the identifier of the key. */
  static X509Certificate find(Der identifier, List<X509Certificate> certificates) {
    return certificates.stream()
        .filter(one ->
            identifier.is(Der.PRIMITIVE_0)
                ? hasKey(one, identifier.bytes())
                : isIssued(one, identifier))
        .findFirst()
        .orElseThrow(() ->
            new TimeStampRefused(
                Reason.NO_CERTIFICATE, "the certificate of the signer is not in the token"));
  }

  private static boolean isIssued(X509Certificate certificate, Der issuerAndSerial) {
    Der.Fields fields = issuerAndSerial.sequence();
    byte[] issuer = fields.take(Der.SEQUENCE).encoded();
    BigInteger serial = fields.take(Der.INTEGER).integer();
    fields.end();
    try {
      return certificate.getSerialNumber().equals(serial)
          && certificate.getIssuerX500Principal().equals(new X500Principal(issuer));
    } catch (IllegalArgumentException e) {
      throw new MalformedException("the name of an issuer is malformed");
    }
  }

  private static boolean hasKey(X509Certificate certificate, byte[] identifier) {
    byte[] extension = certificate.getExtensionValue(KEY_IDENTIFIER);
    return extension != null
        && Arrays.equals(Der.of(extension).inner().require(Der.OCTETS).bytes(), identifier);
  }

  /**
   * RFC 3161 §2.3: the certificate is for time-stamping, for nothing else, critically so; and it
   * was valid then.
   */
  static void requireForTimestamping(X509Certificate certificate, Instant at) {
    List<String> uses;
    try {
      uses = certificate.getExtendedKeyUsage();
    } catch (CertificateParsingException e) {
      throw new MalformedException("the certificate of the signer is malformed");
    }
    var critical = certificate.getCriticalExtensionOIDs();
    if (uses == null
        || !uses.equals(List.of(TIMESTAMPING))
        || critical == null
        || !critical.contains(EXTENDED_KEY_USAGE)) {
      throw new TimeStampRefused(
          Reason.NOT_FOR_TIMESTAMPING,
          "the certificate of the signer is not for time-stamping alone");
    }
    try {
      certificate.checkValidity(Date.from(at));
    } catch (CertificateException e) {
      throw new TimeStampRefused(
          Reason.OUTSIDE_VALIDITY, "the certificate of the signer was not valid at " + at);
    }
  }

  static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new MalformedException("the certificate of the signer is malformed");
    }
  }
}
