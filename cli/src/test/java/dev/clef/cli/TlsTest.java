package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with a certificate it made itself, as the trial mode has. */
class TlsTest {

  private static final String PASSWORD = "only-for-this-test";

  @TempDir private Path folder = Path.of("");
  private TestLog log;
  private Path pem = Path.of("");

  TlsTest() {}

  @BeforeEach
  void a_self_made_certificate() throws IOException, InterruptedException {
    log = new TestLog(folder.resolve("log"), 300);
    pem = folder.resolve("data/tls/cert.pem");
    Files.createDirectories(pem.getParent());
    keytool(
        "-genkeypair -alias a -keyalg EC -groupname secp256r1 -dname CN=localhost"
            + " -ext san=dns:localhost,ip:127.0.0.1 -validity 2");
    keytool("-exportcert -alias a -rfc -file " + pem);
  }

  private void keytool(String words) throws IOException, InterruptedException {
    Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    String all = tool + " " + words + " -storepass " + PASSWORD + " -keystore " + store();
    Process process = new ProcessBuilder(all.split(" ")).redirectErrorStream(true).start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private Path store() {
    return folder.resolve("store.p12");
  }

  private LogServer server(String protocol) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store())) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return LogServer.tls(log.folder, context, protocol);
  }

  @Test
  void a_certificate_is_trusted_when_it_is_named() throws Exception {
    try (LogServer server = server("TLSv1.3")) {
      String url = server.url() + "/log";
      Path data = folder.resolve("data");
      assertThat(Ran.clef("verify", url, "--ca", pem).exitCode()).isEqualTo(Main.OK);
      assertThat(Ran.clef("verify", url, "--data", data).exitCode()).isEqualTo(Main.OK);
      Path copy = folder.resolve("copy");
      Ran ran = Ran.clef("log", "export", copy, "--server", server.url(), "--data", data);
      assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    }
  }

  @Test
  void a_stranger_is_not_trusted() throws Exception {
    try (LogServer server = server("TLSv1.3")) {
      Path nothing = folder.resolve("nothing");
      Ran ran = Ran.clef("verify", server.url() + "/log", "--data", nothing);
      assertThat(ran.exitCode()).isEqualTo(Main.ENVIRONMENT);
      assertThat(ran.err()).startsWith("clef: no trusted TLS 1.3 connection").hasLineCount(1);
    }
  }

  @Test
  void a_server_of_tls_1_2_is_refused() throws Exception {
    try (LogServer server = server("TLSv1.2")) {
      Ran ran = Ran.clef("verify", server.url() + "/log", "--ca", pem);
      assertThat(ran.exitCode()).isEqualTo(Main.ENVIRONMENT);
      assertThat(ran.err()).startsWith("clef: no trusted TLS 1.3 connection").hasLineCount(1);
    }
  }

  @Test
  void a_ca_file_that_is_none_is_code_3() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.pem"), "nothing here");
    for (Path ca : new Path[] {bad, folder.resolve("absent.pem")}) {
      Ran ran = Ran.clef("verify", "https://localhost:1/log", "--ca", ca);
      assertThat(ran.exitCode()).isEqualTo(Main.ENVIRONMENT);
      assertThat(ran.err()).startsWith("clef: no certificate can be read from ").hasLineCount(1);
    }
  }
}
