package dev.clef.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A time-stamp authority nobody here wrote: {@code openssl ts -reply} behind HTTP on loopback, with
 * a certificate under a root that openssl made as well.
 */
public final class OpensslAuthority implements AutoCloseable {

  /** The policy it issues under, and another it knows. */
  public static final String POLICY = "1.3.6.1.4.1.32473.1";

  public static final String OTHER_POLICY = "1.3.6.1.4.1.32473.2";

  private final Path folder;
  private final HttpServer server;

  private OpensslAuthority(Path folder, HttpServer server) {
    this.folder = folder;
    this.server = server;
  }

  /** Skips a test, and says so, where there is no openssl. */
  public static void required() {
    boolean there = Files.isExecutable(Path.of("/usr/bin/openssl"));
    if (!there) {
      System.out.println("SKIPPED: time-stamps are compared with those of openssl.");
    }
    Assumptions.assumeTrue(there, "openssl is not installed");
  }

  /** With a key of this kind ({@code rsa:2048} or {@code ec}) in an empty folder. */
  public static OpensslAuthority start(Path folder, String key) throws IOException {
    required();
    OpensslAuthority authority =
        new OpensslAuthority(
            folder,
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    authority.makeCertificates(key);
    authority.server.createContext("/", authority::answer);
    authority.server.start();
    return authority;
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/tsr");
  }

  /** The root, in PEM. */
  public Path root() {
    return folder.resolve("root.pem");
  }

  private void makeCertificates(String key) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("tsa.cnf"),
        """
        [ tsa ]
        default_tsa = one
        [ one ]
        serial = serial
        crypto_device = builtin
        signer_cert = signer.pem
        signer_key = signer.key
        certs = root.pem
        signer_digest = %s
        default_policy = %s
        other_policies = %s
        digests = sha256
        accuracy = secs:1, millisecs:500
        clock_precision_digits = 3
        ordering = yes
        tsa_name = yes
        ess_cert_id_chain = yes
        ess_cert_id_alg = %s
        [ signer ]
        basicConstraints = critical, CA:FALSE
        keyUsage = critical, digitalSignature
        extendedKeyUsage = critical, timeStamping
        subjectKeyIdentifier = hash
        """
            .formatted(
                key.startsWith("rsa") ? "sha512" : "sha256",
                POLICY,
                OTHER_POLICY,
                key.startsWith("rsa") ? "sha1" : "sha256"));
    Files.writeString(folder.resolve("serial"), "01");
    run(
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        "root.key",
        "-out",
        "root.pem",
        "-subj",
        "/O=Somebody else/CN=Their root",
        "-days",
        "30");
    List<String> request =
        new ArrayList<>(
            List.of(
                "req",
                "-newkey",
                key,
                "-nodes",
                "-keyout",
                "signer.key",
                "-out",
                "signer.csr",
                "-subj",
                "/O=Somebody else/CN=Their time-stamps"));
    if (key.equals("ec")) {
      request.addAll(List.of("-pkeyopt", "ec_paramgen_curve:P-256"));
    }
    run(request.toArray(String[]::new));
    run(
        "x509",
        "-req",
        "-in",
        "signer.csr",
        "-CA",
        "root.pem",
        "-CAkey",
        "root.key",
        "-CAcreateserial",
        "-out",
        "signer.pem",
        "-days",
        "20",
        "-extfile",
        "tsa.cnf",
        "-extensions",
        "signer");
  }

  /** Answers a request as it does by HTTP. */
  public synchronized byte[] reply(byte[] request) throws IOException {
    Files.write(folder.resolve("request.tsq"), request);
    run(
        "ts",
        "-reply",
        "-config",
        "tsa.cnf",
        "-section",
        "one",
        "-queryfile",
        "request.tsq",
        "-out",
        "reply.tsr");
    return Files.readAllBytes(folder.resolve("reply.tsr"));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] reply = reply(exchange.getRequestBody().readAllBytes());
      exchange.getResponseHeaders().add("Content-Type", "application/timestamp-reply");
      exchange.sendResponseHeaders(200, reply.length);
      exchange.getResponseBody().write(reply);
    }
  }

  private void run(String... words) throws IOException {
    openssl(folder, words);
  }

  /** Runs openssl in a folder and returns what it says; fails the test when it does. */
  public static String openssl(Path folder, String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new AssertionError(command + " failed: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted", e));
    }
    return said;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
