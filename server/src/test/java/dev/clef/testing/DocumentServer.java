package dev.clef.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * A server on this machine that publishes documents by HTTPS, well or badly: what it sends is
 * written byte by byte. Its certificate is for {@code localhost} and {@code keys.example}.
 */
public final class DocumentServer implements AutoCloseable {

  /** Sends an answer. */
  public interface Answer {

    void to(OutputStream out) throws IOException, InterruptedException;
  }

  private static final String PASSWORD = "changeit";

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final SSLServerSocket server;
  private final SSLSocketFactory trusting;

  private DocumentServer(SSLServerSocket server, SSLSocketFactory trusting) {
    this.server = server;
    this.trusting = trusting;
  }

  public static DocumentServer start() {
    try {
      Path folder = Files.createTempDirectory("clef-documents");
      Path store = folder.resolve("store.p12");
      keytool(
          "-genkeypair -alias a -keyalg EC -groupname secp256r1 -dname CN=localhost -validity 2"
              + " -ext san=dns:localhost,dns:keys.example -storepass "
              + PASSWORD
              + " -keystore "
              + store);
      KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      Files.delete(store);
      Files.delete(folder);
      KeyManagerFactory mine = KeyManagerFactory.getInstance("PKIX");
      mine.init(keys, PASSWORD.toCharArray());
      KeyStore authorities = KeyStore.getInstance("PKCS12");
      authorities.load(null, null);
      authorities.setCertificateEntry("a", keys.getCertificate("a"));
      TrustManagerFactory theirs = TrustManagerFactory.getInstance("PKIX");
      theirs.init(authorities);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(mine.getKeyManagers(), theirs.getTrustManagers(), null);
      DocumentServer documents =
          new DocumentServer(
              (SSLServerSocket)
                  context
                      .getServerSocketFactory()
                      .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
              context.getSocketFactory());
      Thread.ofPlatform().daemon().name("documents").start(documents::serve);
      return documents;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static void keytool(String words) throws IOException {
    String all = Path.of(System.getProperty("java.home"), "bin", "keytool") + " " + words;
    Process process = new ProcessBuilder(all.split(" ", -1)).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new AssertionError(said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** What trusts this server and nobody else. */
  public SSLSocketFactory trusting() {
    return trusting;
  }

  public int port() {
    return server.getLocalPort();
  }

  /** Where a document is, by the name the certificate is for. */
  public String at(String path) {
    return "https://localhost:" + port() + path;
  }

  /** The paths that were asked for, in their order. */
  public List<String> asked() {
    return asked;
  }

  /** Publishes JSON. */
  public String publish(String path, Object document) {
    return publish(path, "application/json", Client.JSON.writeValueAsString(document));
  }

  public String publish(String path, String type, String body) {
    return raw(
        path,
        "HTTP/1.1 200 OK\r\nContent-Type: "
            + type
            + "\r\nContent-Length: "
            + body.getBytes(StandardCharsets.UTF_8).length
            + "\r\n\r\n"
            + body);
  }

  /** Answers with these very characters. */
  public String raw(String path, String answer) {
    return answer(path, out -> out.write(answer.getBytes(StandardCharsets.UTF_8)));
  }

  public String answer(String path, Answer answer) {
    answers.put(path, answer);
    return at(path);
  }

  /** Has no answer there any more: hangs up. */
  public void silence(String path) {
    answers.remove(path);
  }

  private void serve() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.startVirtualThread(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
      String line = in.readLine();
      if (line == null) {
        return;
      }
      String path = line.split(" ", -1)[1];
      asked.add(path);
      while (line != null && !line.isEmpty()) {
        line = in.readLine();
      }
      Answer answer = answers.get(path);
      if (answer != null) {
        answer.to(socket.getOutputStream());
        socket.getOutputStream().flush();
      }
    } catch (IOException hungUp) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
