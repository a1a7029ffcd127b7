package dev.clef.testing;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/** A mail server on this machine that takes, refuses and defers as a test says. */
public final class MailServer implements AutoCloseable {

  /** A letter it took. */
  public record Taken(String from, String to, String source, String helo) {

    /** The value of a header; empty when there is none. */
    public String header(String name) {
      return source
          .lines()
          .takeWhile(line -> !line.isEmpty())
          .filter(line -> line.startsWith(name + ": "))
          .map(line -> line.substring(name.length() + 2))
          .findFirst()
          .orElse("");
    }

    /** Subject, plain text and HTML, decoded. */
    public List<String> parts() {
      try (InputStream bytes =
          new ByteArrayInputStream(source.getBytes(StandardCharsets.ISO_8859_1))) {
        var message = new MimeMessage(Session.getInstance(new Properties()), bytes);
        var parts = (MimeMultipart) message.getContent();
        return List.of(
            message.getSubject(),
            String.valueOf(parts.getBodyPart(0).getContent()),
            String.valueOf(parts.getBodyPart(1).getContent()));
      } catch (IOException | MessagingException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static final String TEXT = "as the test says";

  private final SMTPServer server;
  private final List<Taken> taken = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> answers = new ConcurrentHashMap<>();
  private final Map<String, String> texts = new ConcurrentHashMap<>();
  private volatile int toSender;
  private volatile int toData;
  private volatile long sleepMillis;

  private MailServer(UnaryOperator<SMTPServer.Builder> settings) {
    this.server =
        settings
            .apply(
                SMTPServer.port(0)
                    .bindAddress(InetAddress.getLoopbackAddress())
                    .hostName("localhost")
                    .messageHandlerFactory(this::handler))
            .build();
    server.start();
  }

  public static MailServer start() {
    return new MailServer(UnaryOperator.identity());
  }

  /** With more settings. */
  public static MailServer start(UnaryOperator<SMTPServer.Builder> settings) {
    return new MailServer(settings);
  }

  public int port() {
    return server.getPortAllocated();
  }

  public List<Taken> taken() {
    return List.copyOf(taken);
  }

  public List<Taken> takenFor(String address) {
    return taken.stream().filter(one -> one.to().equals(address)).toList();
  }

  /** Answers RCPT for this address with a code; 250 takes it back. */
  public void answer(String address, int code) {
    answers.put(address, code);
  }

  /** Answers RCPT for this address with a code and the text after it. */
  public void answer(String address, int code, String text) {
    texts.put(address, text);
    answers.put(address, code);
  }

  /** Answers every MAIL with a code; 250 takes it back. */
  public void answerSender(int code) {
    toSender = code;
  }

  /** Answers the end of every letter with a code; 250 takes it back. */
  public void answerData(int code) {
    toData = code;
  }

  /** Waits so long before it answers RCPT. */
  public void sleep(long millis) {
    sleepMillis = millis;
  }

  private MessageHandler handler(MessageContext context) {
    return new MessageHandler() {
      private String from = "";
      private String to = "";

      @Override
      public void from(String address) throws RejectException {
        refuse(toSender);
        from = address;
      }

      @Override
      public void recipient(String address) throws RejectException {
        try {
          Thread.sleep(sleepMillis);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        refuse(answers.getOrDefault(address, 0), texts.getOrDefault(address, TEXT));
        to = address;
      }

      @Override
      public String data(InputStream data) throws RejectException, IOException {
        String source = new String(data.readAllBytes(), StandardCharsets.ISO_8859_1);
        refuse(toData);
        taken.add(new Taken(from, to, source, context.getHelo().orElse("")));
        return "taken";
      }

      @Override
      public void done() {}
    };
  }

  private static void refuse(int code) throws RejectException {
    refuse(code, TEXT);
  }

  private static void refuse(int code, String text) throws RejectException {
    if (code >= 400) {
      throw new RejectException(code, text);
    }
  }

  @Override
  public void close() {
    server.stop();
  }

  /**
   * A key pair with a certificate for localhost, in a PKCS #12 file, and the certificate as PEM.
   */
  public static void makeCertificate(Path keys, Path pem, String password) throws Exception {
    Files.deleteIfExists(keys);
    keytool(
        "-genkeypair",
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-alias",
        "mail",
        "-dname",
        "CN=localhost",
        "-ext",
        "san=dns:localhost",
        "-validity",
        "2",
        "-storetype",
        "PKCS12",
        "-keystore",
        keys.toString(),
        "-storepass",
        password);
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "mail",
        "-file",
        pem.toString(),
        "-keystore",
        keys.toString(),
        "-storepass",
        password);
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    line.addAll(List.of(arguments));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(said);
    }
  }
}
