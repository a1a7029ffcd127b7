package dev.clef.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The server as it is started, over TLS with the certificate it made. */
@SpringBootTest(
    classes = WebTestApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "management.server.port=0")
class TlsTest {

  @TempDir private static Path data;

  @LocalServerPort private int port;
  @LocalManagementPort private int managementPort;

  @DynamicPropertySource
  static void dataFolder(DynamicPropertyRegistry registry) {
    registry.add("clef.data", () -> data.resolve("clef").toString());
  }

  @Test
  void a_client_that_trusts_the_certificate_gets_http_2_and_hsts() {
    Web web = web("localhost");
    HttpResponse<String> answer = web.get("/probe/fail/no");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(answer.headers().firstValue("Strict-Transport-Security"))
        .hasValue("max-age=63072000 ; includeSubDomains");
    assertThat(web("127.0.0.1").get("/probe/fail/no").statusCode()).isEqualTo(200);
  }

  @Test
  void limits_and_problems_hold_over_http_2() {
    HttpResponse<String> large = web("localhost").post("/probe", " ".repeat(65_537));
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(large.body()).contains("body_too_large");
    assertThat(web("localhost").get("/nothing").body()).contains("not_signed_in");
  }

  @Test
  void the_management_port_speaks_plain_http() {
    assertThat(Web.plain(managementPort).get("/actuator/health").statusCode()).isEqualTo(200);
  }

  @Test
  void only_tls_1_3_is_spoken() throws Exception {
    assertThat(handshake(new String[] {"TLSv1.3"}, null)).isEqualTo("TLSv1.3");
    assertThatThrownBy(() -> handshake(new String[] {"TLSv1.2"}, null))
        .isInstanceOf(SSLException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x25519", "secp256r1", "secp384r1"})
  void the_curves_are_spoken(String group) throws Exception {
    assertThat(handshake(new String[] {"TLSv1.3"}, group)).isEqualTo("TLSv1.3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ffdhe2048", "ffdhe8192", "secp521r1"})
  void other_groups_are_not(String group) {
    assertThatThrownBy(() -> handshake(new String[] {"TLSv1.3"}, group))
        .isInstanceOf(SSLException.class);
  }

  @Test
  void a_replaced_certificate_is_served_without_a_restart_and_with_the_same_groups()
      throws Exception {
    X509Certificate before = certificate();
    Files.delete(data.resolve("clef/tls/cert.pem"));
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() -> !served().equals(before));
    assertThat(served()).isEqualTo(certificate());
    assertThatThrownBy(() -> handshake(new String[] {"TLSv1.3"}, "ffdhe2048"))
        .isInstanceOf(SSLException.class);
    assertThatThrownBy(() -> handshake(new String[] {"TLSv1.2"}, null))
        .isInstanceOf(SSLException.class);
  }

  private X509Certificate served() throws Exception {
    try (SSLSocket socket = socket(new String[] {"TLSv1.3"}, null)) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private String handshake(String[] protocols, @Nullable String group) throws Exception {
    try (SSLSocket socket = socket(protocols, group)) {
      socket.startHandshake();
      return socket.getSession().getProtocol();
    }
  }

  private SSLSocket socket(String[] protocols, @Nullable String group) throws Exception {
    SSLSocket socket = (SSLSocket) trusting().getSocketFactory().createSocket("localhost", port);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(protocols);
    if (group != null) {
      parameters.setNamedGroups(new String[] {group});
    }
    socket.setSSLParameters(parameters);
    return socket;
  }

  private Web web(String host) {
    try {
      HttpClient client = HttpClient.newBuilder().sslContext(trusting()).build();
      return new Web(client, "https://" + host + ":" + port);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static SSLContext trusting() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("clef", certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static X509Certificate certificate() throws Exception {
    try (var in = Files.newInputStream(data.resolve("clef/tls/cert.pem"))) {
      Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
      return (X509Certificate) certificate;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
