package dev.clef.bench;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Clef of its own for the suite, with two people; it trusts the certificates of the suite, which
 * is told of sign-outs and asked for keys and lists, and has no limits, because everything comes
 * from one address.
 */
final class ConformanceTarget implements AutoCloseable {

  private static final String PERSON = "conformance";
  private static final String STRANGER = "stranger";
  private static final String PASSWORD = "correct horse conformance";
  private static final String STORE_PASSWORD = "changeit";
  private static final Duration SHOWN_AFTER = Duration.ofSeconds(6);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final ServerProcess server;
  private final Client operator;
  private final Map<String, JsonNode> known = new HashMap<>();

  private ConformanceTarget(ServerProcess server, Client operator) {
    this.server = server;
    this.operator = operator;
  }

  static ConformanceTarget start(String suite, List<Certificate> trusted)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("clef-conformance");
    List<String> settings = new ArrayList<>(Arrays.asList(Load.withoutLimits()));
    settings.add("--clef.openid.logout-to-private=true");
    settings.add("--clef.openid.fetch.internal-hosts=" + URI.create(suite).getAuthority());
    settings.add("--clef.web.rate-limits.openid-register.burst=1000000");
    settings.add("--clef.web.rate-limits.openid-register.refill=1ms");
    ServerProcess server =
        ServerProcess.start(
            folder,
            List.of(
                "-Djavax.net.ssl.trustStore=" + store(folder, trusted),
                "-Djavax.net.ssl.trustStorePassword=" + STORE_PASSWORD),
            settings.toArray(String[]::new));
    new Client(server.port()).register(PERSON, PASSWORD);
    new Client(server.port()).register(STRANGER, PASSWORD);
    String token = Files.readString(server.dataFolder().resolve("secrets/operator-token")).strip();
    ConformanceTarget target =
        new ConformanceTarget(server, new Client(server.port()).bearer(token));
    target.know("issuer", "https://localhost:" + server.port());
    target.know("person", PERSON);
    target.know("stranger", STRANGER);
    target.know("password", PASSWORD);
    return target;
  }

  private static Path store(Path folder, List<Certificate> trusted) throws IOException {
    Path file = folder.resolve("trusted.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (int i = 0; i < trusted.size(); i++) {
        store.setCertificateEntry("suite" + i, trusted.get(i));
      }
      store.store(out, STORE_PASSWORD.toCharArray());
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
    return file;
  }

  private void know(String name, String value) {
    known.put(name, JSON.getNodeFactory().stringNode(value));
  }

  /** What a plan needs: its clients, and what holes of its configuration stand for. */
  Map<String, JsonNode> prepare(ConformancePlan plan, String suite, String alias)
      throws IOException, InterruptedException {
    know("suite", suite);
    know("alias", alias);
    know("test", suite + "/test/a/" + alias);
    know("invitation", invitation());
    for (Map.Entry<String, JsonNode> one : plan.clients().properties()) {
      keys(one.getKey());
      ObjectNode wanted = (ObjectNode) ConformancePlan.filled(one.getValue(), known);
      HttpResponse<String> answer = operator.post("/api/v1/clients", wanted.toString());
      Client.expect(201, answer);
      JsonNode made = JSON.readTree(answer.body());
      known.put(one.getKey() + ".id", made.path("client").path("client_id"));
      known.put(one.getKey() + ".secret", made.path("secret"));
    }
    return Map.copyOf(known);
  }

  /** Replaces the keys that sign, as one test wants it, and waits until everybody is shown them. */
  void rotateKeys() throws IOException, InterruptedException {
    Client.expect(200, operator.post("/api/v1/keys/rotations", "{\"key\":\"signing\"}"));
    Thread.sleep(SHOWN_AFTER);
  }

  private String invitation() throws IOException, InterruptedException {
    HttpResponse<String> answer =
        operator.post(
            "/api/v1/clients/invitations", "{\"uses\":100,\"days\":1,\"pkce_optional\":true}");
    Client.expect(201, answer);
    return JSON.readTree(answer.body()).path("token").asString();
  }

  /** A key pair for a client that signs: the suite has both halves. */
  private void keys(String client) throws IOException {
    try {
      ECKey key =
          new ECKeyGenerator(Curve.P_256)
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(JWSAlgorithm.ES256)
              .keyID(client)
              .generate();
      known.put(client + ".private", JSON.readTree(new JWKSet(key).toString(false)));
      known.put(client + ".public", JSON.readTree(new JWKSet(key).toString(true)));
    } catch (JOSEException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
