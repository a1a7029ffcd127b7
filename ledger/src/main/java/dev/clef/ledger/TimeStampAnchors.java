package dev.clef.ledger;

import dev.clef.ledger.TimeStampRefused.Reason;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The certificates somebody trusts to vouch for a time. Chains are built as of the time of the
 * token; whether a certificate was revoked is not looked up.
 */
public record TimeStampAnchors(List<X509Certificate> certificates) {

  public TimeStampAnchors {
    certificates = List.copyOf(certificates);
    if (certificates.isEmpty()) {
      throw new MalformedException("there is no certificate in it");
    }
  }

  /**
   * Reads certificates in PEM, one or more.
   *
   * @throws MalformedException when there is none or one is malformed
   */
  public static TimeStampAnchors ofPem(byte[] pem) {
    try {
      return new TimeStampAnchors(
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))
              .stream()
              .map(X509Certificate.class::cast)
              .toList());
    } catch (GeneralSecurityException e) {
      throw new MalformedException("not certificates in PEM");
    }
  }

  /**
   * The chain from the signer to one of these, both included.
   *
   * @throws TimeStampRefused when there is none
   */
  public List<X509Certificate> chain(TimeStamp stamp) {
    if (certificates.contains(stamp.signer())) {
      return List.of(stamp.signer());
    }
    try {
      X509CertSelector signer = new X509CertSelector();
      signer.setCertificate(stamp.signer());
      PKIXBuilderParameters parameters =
          new PKIXBuilderParameters(
              certificates.stream()
                  .map(anchor -> new TrustAnchor(anchor, null))
                  .collect(Collectors.toSet()),
              signer);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(stamp.carried())));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(stamp.at()));
      if (CertPathBuilder.getInstance("PKIX").build(parameters)
          instanceof PKIXCertPathBuilderResult built) {
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate one : built.getCertPath().getCertificates()) {
          chain.add((X509Certificate) one);
        }
        chain.add(built.getTrustAnchor().getTrustedCert());
        return chain;
      }
    } catch (GeneralSecurityException e) {
      // Why no path was found says nothing that the refusal does not.
    }
    throw new TimeStampRefused(
        Reason.NOT_ANCHORED,
        "no chain leads from " + stamp.authority() + " to a certificate that is trusted");
  }
}
