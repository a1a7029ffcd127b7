package dev.clef.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say whom to trust on the network; TLS 1.3 and nothing older. */
final class Tls {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  @Option(
      names = "--ca",
      paramLabel = "PEM",
      description = "Trust the certificates in this file, besides those of the JDK.")
  private Optional<Path> ca = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "The data folder of a server on this machine, whose certificate is trusted"
              + " (default: CLEF_DATA, else clef-data).")
  private Optional<Path> data = Optional.empty();

  /**
   * A client that trusts the JDK's roots and {@code --ca}, or else the certificate in the data
   * folder.
   *
   * @throws CliException when a certificate cannot be read
   */
  HttpClient client() {
    Path own = dataFolder().resolve("tls/cert.pem");
    Optional<Path> trusted = ca.or(() -> Optional.of(own).filter(Files::exists));
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(null, trustManagers(trusted), null);
      SSLParameters parameters = new SSLParameters();
      parameters.setProtocols(new String[] {"TLSv1.3"});
      return HttpClient.newBuilder()
          .connectTimeout(CONNECT_TIMEOUT)
          .sslContext(context)
          .sslParameters(parameters)
          .build();
    } catch (IOException | CertificateException e) {
      throw CliException.environment("no certificate can be read from " + trusted.orElse(own));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS 1.3", e);
    }
  }

  /** The data folder of the server on this machine, whether it exists or not. */
  Path dataFolder() {
    return data.or(() -> Optional.ofNullable(System.getenv("CLEF_DATA")).map(Path::of))
        .orElse(Path.of("clef-data"));
  }

  private static TrustManager[] trustManagers(Optional<Path> more)
      throws GeneralSecurityException, IOException {
    TrustManagerFactory roots = factory(null);
    if (more.isEmpty()) {
      return roots.getTrustManagers();
    }
    KeyStore both = KeyStore.getInstance("PKCS12");
    both.load(null, null);
    int n = 0;
    for (TrustManager manager : roots.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        for (Certificate root : x509.getAcceptedIssuers()) {
          both.setCertificateEntry("root-" + n++, root);
        }
      }
    }
    for (Certificate own : read(more.get())) {
      both.setCertificateEntry("own-" + n++, own);
    }
    return factory(both).getTrustManagers();
  }

  private static Collection<? extends Certificate> read(Path pem)
      throws IOException, CertificateException {
    try (InputStream in = Files.newInputStream(pem)) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new CertificateException("no certificate in " + pem);
      }
      return List.copyOf(found);
    }
  }

  private static TrustManagerFactory factory(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }
}
