package dev.clef.platform.web.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.pem.PemSslStore;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** A certificate chain and its key, as two PEM files. */
record CertificateFiles(Path certificate, Path privateKey) {

  private static final SslOptions TLS_1_3 =
      SslOptions.of(
          new String[] {"TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"},
          new String[] {"TLSv1.3"});

  /** What tells that a file was replaced. */
  record Version(FileTime certificate, FileTime privateKey) {}

  Version version() throws IOException {
    return new Version(
        Files.getLastModifiedTime(certificate), Files.getLastModifiedTime(privateKey));
  }

  /**
   * Reads both files into a bundle that speaks TLS 1.3 only.
   *
   * @throws IllegalStateException when a file cannot be read or the key is not the certificate's
   */
  SslBundle load() {
    PemSslStore store = read();
    return SslBundle.of(new PemSslStoreBundle(store, null), SslBundleKey.NONE, TLS_1_3);
  }

  /** The leaf, after the key was found to be its own. */
  X509Certificate leaf() {
    return certificates(read()).getFirst();
  }

  private PemSslStore read() {
    PemSslStore store =
        PemSslStore.load(
            PemSslStoreDetails.forCertificate(certificate.toUri().toString())
                .withPrivateKey(privateKey.toUri().toString()));
    if (store == null) {
      throw new IllegalStateException("no certificate in " + certificate);
    }
    PrivateKey key = store.privateKey();
    if (key == null || !belongTogether(certificates(store).getFirst(), key)) {
      throw new IllegalStateException(
          "the key in " + privateKey + " is not that of the certificate in " + certificate);
    }
    return store;
  }

  private List<X509Certificate> certificates(PemSslStore store) {
    List<X509Certificate> certificates = store.certificates();
    if (certificates == null || certificates.isEmpty()) {
      throw new IllegalStateException("no certificate in " + certificate);
    }
    return certificates;
  }

  private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> key.getAlgorithm();
        };
    byte[] anything = {1, 2, 3};
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(anything);
      byte[] signature = signer.sign();
      signer.initVerify(certificate.getPublicKey());
      signer.update(anything);
      return signer.verify(signature);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }
}
