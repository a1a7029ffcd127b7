package dev.clef.mail;

import dev.clef.mail.MailProperties.Security;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/** The mail server of the settings, and how it is reached. Thread-safe. */
final class SmtpServer {

  private static final Set<PosixFilePermission> OWNERS =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final MailProperties settings;
  private final MailAddress from;
  private final Session session;

  /**
   * Refuses what could never work.
   *
   * @throws IllegalArgumentException when a file of the settings cannot be used
   */
  SmtpServer(MailProperties settings) {
    this.settings = settings;
    this.from = new MailAddress(Objects.requireNonNull(settings.from(), "checked"));
    this.session = Session.getInstance(properties(settings));
    if (settings.passwordFile() != null) {
      password(settings.passwordFile());
    }
  }

  Session session() {
    return session;
  }

  MailAddress from() {
    return from;
  }

  String fromName() {
    return settings.fromName();
  }

  SMTPTransport connect() throws MessagingException {
    SMTPTransport transport = (SMTPTransport) session.getTransport("smtp");
    Path passwordFile = settings.passwordFile();
    transport.connect(
        settings.host(),
        settings.serverPort(),
        settings.username(),
        passwordFile == null ? null : passwordNow(passwordFile));
    return transport;
  }

  /** The file was good at the start; it is not now, and may be again. */
  private static @Nullable String passwordNow(Path file) throws MessagingException {
    try {
      return password(file);
    } catch (IllegalArgumentException e) {
      throw new MessagingException("no password", e);
    }
  }

  private static Properties properties(MailProperties settings) {
    Properties properties = new Properties();
    String timeout = Long.toString(settings.timeout().toMillis());
    properties.setProperty("mail.smtp.connectiontimeout", timeout);
    properties.setProperty("mail.smtp.timeout", Long.toString(settings.answerTimeout().toMillis()));
    properties.setProperty("mail.smtp.writetimeout", timeout);
    MailAddress from = new MailAddress(Objects.requireNonNull(settings.from(), "checked"));
    properties.setProperty("mail.smtp.from", from.value());
    properties.setProperty("mail.smtp.localhost", from.domain()); // not the name of this machine
    properties.setProperty("mail.smtp.auth", Boolean.toString(settings.username() != null));
    properties.setProperty("mail.smtp.quitwait", "false");
    properties.setProperty("mail.smtp.socketFactory.fallback", "false"); // no other factory
    properties.setProperty("mail.mime.allowutf8", "true"); // RFC 6531, where the server has it
    if (settings.security() != Security.NONE) {
      boolean asked = settings.security() == Security.STARTTLS;
      properties.setProperty("mail.smtp.starttls.enable", Boolean.toString(asked));
      properties.setProperty("mail.smtp.starttls.required", Boolean.toString(asked));
      properties.setProperty("mail.smtp.ssl.enable", Boolean.toString(!asked));
      properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
      properties.setProperty("mail.smtp.ssl.protocols", "TLSv1.3 TLSv1.2");
      if (settings.certificates() != null) {
        properties.put("mail.smtp.ssl.socketFactory", trusting(settings.certificates()));
      }
    }
    return properties;
  }

  private static SSLSocketFactory trusting(Path file) {
    try (InputStream pem = Files.newInputStream(file)) {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        trusted.setCertificateEntry("ca-" + trusted.size(), one);
      }
      if (trusted.size() == 0) {
        throw new IllegalArgumentException(
            "clef.mail.certificates: " + file + " holds no certificate");
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "clef.mail.certificates: " + file + " cannot be read as PEM", e);
    }
  }

  private static @Nullable String password(Path file) {
    try {
      if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
        throw new IllegalArgumentException(
            "clef.mail.password-file: " + file + " must be readable by its owner alone: chmod 600");
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new IllegalArgumentException("clef.mail.password-file: " + file + " cannot be read", e);
    }
  }
}
