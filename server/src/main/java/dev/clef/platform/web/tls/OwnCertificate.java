package dev.clef.platform.web.tls;

import dev.clef.platform.Randomness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate we make ourselves, kept as {@code tls/cert.pem} and {@code tls/key.pem} (0600) in
 * the data folder (0700).
 */
final class OwnCertificate {

  private static final Logger log = LoggerFactory.getLogger(OwnCertificate.class);

  /** With less than this left it is replaced. */
  static final Duration RENEW_BEFORE = Duration.ofDays(30);

  private static final List<String> THIS_MACHINE = List.of("localhost", "127.0.0.1", "::1");
  private static final Set<PosixFilePermission> OWNER_ONLY_FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path folder;
  private final Set<String> hosts;
  private final Clock clock;
  private final Randomness randomness;

  OwnCertificate(Path dataFolder, Collection<String> hosts, Clock clock, Randomness randomness) {
    this.folder = dataFolder.resolve("tls").toAbsolutePath();
    this.hosts = new TreeSet<>(THIS_MACHINE);
    this.hosts.addAll(hosts);
    this.clock = clock;
    this.randomness = randomness;
  }

  /**
   * The files, made or renewed if need be.
   *
   * @throws UncheckedIOException when the data folder cannot be written
   */
  CertificateFiles ensure() {
    CertificateFiles files =
        new CertificateFiles(folder.resolve("cert.pem"), folder.resolve("key.pem"));
    String reason = reasonToIssue(files);
    if (!reason.isEmpty()) {
      try {
        issue(files);
      } catch (IOException e) {
        throw new UncheckedIOException("the certificate cannot be written to " + folder, e);
      }
      log.info("made a certificate for {}: {}", hosts, reason);
    }
    return files;
  }

  /** Empty when the certificate on disk is good. */
  private String reasonToIssue(CertificateFiles files) {
    if (!Files.exists(files.certificate())) {
      return "there was none";
    }
    try {
      X509Certificate leaf = files.leaf();
      Instant now = clock.instant();
      if (now.plus(RENEW_BEFORE).isAfter(leaf.getNotAfter().toInstant())) {
        return "the old one ends soon";
      }
      if (now.isBefore(leaf.getNotBefore().toInstant())) {
        return "the old one is from the future";
      }
      return named(leaf).containsAll(canonical(hosts)) ? "" : "a host is new";
    } catch (RuntimeException | GeneralSecurityException _) {
      return "the old one could not be used";
    }
  }

  private static Set<String> named(X509Certificate leaf) throws CertificateParsingException {
    Set<String> names = new HashSet<>();
    Collection<List<?>> alternatives = leaf.getSubjectAlternativeNames();
    if (alternatives != null) {
      alternatives.forEach(entry -> names.add(String.valueOf(entry.get(1))));
    }
    return canonical(names);
  }

  private static Set<String> canonical(Collection<String> hosts) {
    Set<String> canonical = new HashSet<>();
    for (String host : hosts) {
      canonical.add(
          SelfSigned.isAddress(host) ? InetAddress.ofLiteral(host).getHostAddress() : host);
    }
    return canonical;
  }

  private void issue(CertificateFiles files) throws IOException {
    SelfSigned issued = SelfSigned.issue(hosts, clock.instant(), randomness);
    Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY_FOLDER));
    write(files.privateKey(), pem("PRIVATE KEY", issued.keys().getPrivate().getEncoded()));
    try {
      write(files.certificate(), pem("CERTIFICATE", issued.certificate().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate just made cannot be encoded", e);
    }
  }

  /**
   * Whole or not at all: a crash leaves the old file, or a pair that does not fit and is remade.
   */
  private static void write(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    Files.writeString(fresh, text, StandardCharsets.US_ASCII, StandardOpenOption.WRITE);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** RFC 7468. */
  private static String pem(String label, byte[] der) {
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }
}
