package dev.clef.identity.credentials.attestation;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Paths of certificates (RFC 5280 §6), without looking up revocations: that would need a network.
 */
final class CertificateChains {

  private CertificateChains() {}

  /**
   * Reads one.
   *
   * @param base64 DER
   */
  static X509Certificate read(String base64) throws CertificateException {
    try {
      byte[] der = Base64.getMimeDecoder().decode(base64);
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (IllegalArgumentException e) {
      throw new CertificateException(e);
    }
  }

  /**
   * Whether a chain, its own certificate first, leads to one of these roots, or goes through it.
   */
  static boolean leads(
      List<X509Certificate> chain, Collection<X509Certificate> roots, Instant now) {
    for (int i = 0; i < chain.size(); i++) {
      if (roots.contains(chain.get(i))) {
        return isIn(chain.get(i), now)
            && (i == 0 || isPath(chain.subList(0, i), List.of(chain.get(i)), now));
      }
    }
    return !chain.isEmpty() && !roots.isEmpty() && isPath(chain, roots, now);
  }

  private static boolean isIn(X509Certificate certificate, Instant now) {
    try {
      certificate.checkValidity(Date.from(now));
      return true;
    } catch (CertificateException outOfTime) {
      return false;
    }
  }

  private static boolean isPath(
      List<X509Certificate> chain, Collection<X509Certificate> roots, Instant now) {
    try {
      PKIXParameters parameters =
          new PKIXParameters(
              roots.stream().map(root -> new TrustAnchor(root, null)).collect(Collectors.toSet()));
      parameters.setRevocationEnabled(false);
      parameters.setPolicyQualifiersRejected(false);
      parameters.setDate(Date.from(now));
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
      return true;
    } catch (GeneralSecurityException no) {
      return false;
    }
  }
}
