package dev.clef.identity;

import dev.clef.identity.credentials.attestation.MetadataReader;
import dev.clef.platform.StartRefused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Who certifies the signer of the FIDO metadata: those of a file; else the authority the FIDO
 * Alliance has chosen, as the Java platform knows it. It also certifies web sites, so the name of
 * the signer is looked at as well ({@link MetadataReader}).
 */
final class MetadataRoots {

  /**
   * GlobalSign Root CA - R3, which only one certificate among those a platform trusts is called.
   */
  private static final String FIDO = "CN=GlobalSign,O=GlobalSign,OU=GlobalSign Root CA - R3";

  private MetadataRoots() {}

  /**
   * Reads the roots.
   *
   * @param file certificates in PEM; null for that of the FIDO Alliance
   * @throws StartRefused when there are none
   */
  static List<X509Certificate> of(@Nullable Path file) {
    List<X509Certificate> roots = file == null ? platform() : read(file);
    if (roots.isEmpty()) {
      throw new StartRefused(
          file == null
              ? "clef.passkeys.metadata-root: this Java does not know GlobalSign Root CA - R3,"
                  + " which certifies the FIDO metadata. Name a file with it."
              : "clef.passkeys.metadata-root: there is no certificate in " + file + ".");
    }
    return roots;
  }

  private static List<X509Certificate> read(Path file) {
    try {
      byte[] pem = Files.readAllBytes(file);
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(pem))
          .stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (IOException | GeneralSecurityException e) {
      throw new StartRefused(
          "clef.passkeys.metadata-root: " + file + " cannot be read as certificates in PEM.");
    }
  }

  private static List<X509Certificate> platform() {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509TrustManager.class::isInstance)
          .map(X509TrustManager.class::cast)
          .flatMap(manager -> Arrays.stream(manager.getAcceptedIssuers()))
          .filter(root -> root.getSubjectX500Principal().getName().equals(FIDO))
          .toList();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no trusted certificates", e);
    }
  }
}
