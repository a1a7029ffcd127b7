package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.DocumentServer;
import dev.clef.testing.KeyHolder;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.RelyingParty.Reply;
import dev.clef.testing.Running;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** Clients whose keys, or lists of addresses, are fetched from a server of theirs. */
@ClefServer
@Import(FetchedKeysTest.Trusting.class)
@Timeout(120)
@TestPropertySource(
    properties = {
      "clef.web.rate-limits.openid-register.burst=200",
      "clef.web.rate-limits.openid-register.refill=1s"
    })
class FetchedKeysTest {

  private static final DocumentServer SERVER = DocumentServer.start();
  private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final List<String> TWO_HOSTS =
      List.of("https://a.example.com/cb", "https://b.example.net/cb");

  private final Running clef;

  /** The server as it is, but for whom it trusts. */
  @TestConfiguration(proxyBeanMethods = false)
  static class Trusting {

    @Bean
    @Primary
    Fetch trustingFetch(OpenidProperties properties) {
      return new Fetch(
          properties.fetch(), InetAddress::getAllByName, SERVER::trusting, Duration.ofSeconds(3));
    }
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry settings) {
    settings.add("clef.openid.fetch.internal-hosts", () -> "localhost:" + SERVER.port());
  }

  @Autowired
  FetchedKeysTest(Running clef) {
    this.clef = clef;
  }

  @AfterAll
  static void stop() throws IOException {
    SERVER.close();
  }

  private static String path() {
    return "/" + UUID.randomUUID();
  }

  private static long asked(String path) {
    return SERVER.asked().stream().filter(path::equals).count();
  }

  private static Map<String, Object> key(KeyHolder holder, String name) {
    Map<String, Object> key = new HashMap<>(holder.jwk().toJSONObject());
    key.put("kid", name);
    return key;
  }

  private static void publish(String path, Object... keys) {
    SERVER.publish(path, Map.of("keys", List.of(keys)));
  }

  private RelyingParty service(String path) {
    return RelyingParty.added(
        clef, Map.of("name", "Api", "kind", "service", "jwks_uri", SERVER.at(path)));
  }

  private Reply grant(RelyingParty client, KeyHolder key, String name) {
    Map<String, Object> header = name.isEmpty() ? Map.of() : Map.of("kid", name);
    Map<String, Object> claims =
        KeyHolder.assertion(
            client.clientId(), "https://localhost:" + clef.port(), clef.clock().instant());
    return client.bare(
        "/oauth2/token",
        Map.of(
            "client_assertion_type",
            TYPE,
            "client_assertion",
            key.sign(header, claims),
            "grant_type",
            "client_credentials"));
  }

  private void granted(RelyingParty client, KeyHolder key, String name) {
    Reply reply = grant(client, key, name);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
  }

  private void refused(RelyingParty client, KeyHolder key, String name) {
    Reply reply = grant(client, key, name);
    assertThat(reply.status()).as(reply.text()).isEqualTo(401);
    assertThat(reply.error()).isEqualTo("invalid_client");
  }

  @Test
  void keys_are_fetched_once_and_a_new_one_when_it_is_used() {
    String path = path();
    KeyHolder first = KeyHolder.of("ES256");
    KeyHolder second = KeyHolder.of("RS256");
    publish(path, key(first, "one"));
    RelyingParty client = service(path);
    assertThat(asked(path)).as("asked for when it is used").isZero();
    granted(client, first, "one");
    granted(client, first, "");
    assertThat(asked(path)).isOne();
    publish(path, key(second, "two"));
    granted(client, second, "two");
    assertThat(asked(path)).isEqualTo(2);
    refused(client, first, "one"); // is there no more, and was asked for a moment ago
    refused(client, first, "two"); // nor is it by another's name
    assertThat(asked(path)).isEqualTo(2);
  }

  @Test
  void a_key_nobody_knows_makes_us_ask_once_a_minute() {
    String path = path();
    KeyHolder mine = KeyHolder.of("ES256");
    KeyHolder stranger = KeyHolder.of("ES256");
    publish(path, key(mine, "mine"));
    RelyingParty client = service(path);
    granted(client, mine, "mine");
    for (int i = 0; i < 5; i++) {
      refused(client, stranger, "made-up-" + i);
      refused(client, stranger, "");
    }
    assertThat(asked(path)).isEqualTo(2);
    clef.clock().advance(FetchedKeys.EACH.minusSeconds(1));
    refused(client, stranger, "again");
    assertThat(asked(path)).isEqualTo(2);
    clef.clock().advance(Duration.ofSeconds(2));
    refused(client, stranger, "again");
    assertThat(asked(path)).isEqualTo(3);
    refused(client, stranger, "mine");
    assertThat(asked(path)).as("a name that is known is not asked for").isEqualTo(3);
  }

  @Test
  void a_key_that_was_taken_away_is_good_for_five_minutes() {
    String path = path();
    KeyHolder old = KeyHolder.of("ES256");
    publish(path, key(old, "old"));
    RelyingParty client = service(path);
    granted(client, old, "old");
    publish(path, key(KeyHolder.of("ES256"), "new"));
    clef.clock().advance(FetchedKeys.FRESH.minusSeconds(1));
    granted(client, old, "old");
    clef.clock().advance(Duration.ofSeconds(2));
    refused(client, old, "old");
    assertThat(asked(path)).isEqualTo(2);
  }

  @Test
  void while_the_address_is_away_keys_are_good_for_an_hour() {
    String path = path();
    KeyHolder mine = KeyHolder.of("ES256");
    publish(path, key(mine, "mine"));
    RelyingParty client = service(path);
    granted(client, mine, "mine");
    SERVER.silence(path);
    clef.clock().advance(FetchedKeys.FRESH);
    granted(client, mine, "mine");
    granted(client, mine, "mine");
    assertThat(asked(path)).as("not at every request").isEqualTo(2);
    clef.clock().advance(Duration.ofMinutes(50));
    SERVER.raw(path, "HTTP/1.1 503 Away\r\n\r\n");
    granted(client, mine, "mine");
    SERVER.publish(path, Map.of("error", "no keys at all"));
    clef.clock().advance(Duration.ofMinutes(4));
    granted(client, mine, "mine");
    clef.clock().advance(Duration.ofMinutes(2));
    refused(client, mine, "mine");
    publish(path, key(mine, "mine"));
    clef.clock().advance(FetchedKeys.SOON);
    granted(client, mine, "mine");
  }

  @Test
  void who_never_answered_is_asked_again_after_a_moment() {
    String path = path();
    KeyHolder mine = KeyHolder.of("ES256");
    SERVER.answer(path, out -> out.write(new byte[0]));
    RelyingParty client = service(path);
    refused(client, mine, "mine");
    publish(path, key(mine, "mine"));
    refused(client, mine, "mine");
    assertThat(asked(path)).isOne();
    clef.clock().advance(FetchedKeys.SOON);
    granted(client, mine, "mine");
  }

  @Test
  void what_can_be_no_key_is_passed_over_and_a_private_key_spoils_the_set() {
    KeyHolder mine = KeyHolder.of("ES256");
    Map<String, Object> encrypts = key(KeyHolder.of("RS256"), "encrypts");
    encrypts.put("use", "enc");
    String path = path();
    publish(
        path,
        key(mine, "mine"),
        encrypts,
        key(KeyHolder.of("ES384"), "another-curve"),
        key(KeyHolder.of("RS256", 1024), "weak"),
        Map.of("kty", "made-up", "kid", "x"),
        Map.of("kty", "EC", "crv", "P-256", "x", "AA", "y", "AA", "kid", "off"),
        "text");
    granted(service(path), mine, "mine");
    KeyHolder rsa = KeyHolder.of("RS256");
    JWK whole = new RSAKey.Builder((RSAPublicKey) rsa.pair().getPublic()).build();
    Map<String, Object> leaked = new HashMap<>(whole.toJSONObject());
    leaked.put("d", "AQAB");
    for (Object spoils :
        List.of(leaked, Map.of("kty", "oct", "k", "AAAA"), Map.of("kty", "?", "p", "AA"))) {
      String spoilt = path();
      publish(spoilt, key(mine, "mine"), spoils);
      refused(service(spoilt), mine, "mine");
    }
    // One that was good and spoils later: not even what was known is good then.
    publish(path, key(mine, "mine"), leaked);
    RelyingParty client = service(path);
    refused(client, mine, "mine");
    String many = path();
    List<Object> keys = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      keys.add(key(mine, "key-" + i));
    }
    publish(many, keys.toArray());
    refused(service(many), mine, "key-0");
    String twins = path();
    publish(twins, key(mine, "mine"), key(KeyHolder.of("ES256"), "mine"));
    refused(service(twins), mine, "mine");
  }

  @Test
  void a_set_that_spoils_takes_what_was_known_with_it() {
    String path = path();
    KeyHolder mine = KeyHolder.of("ES256");
    publish(path, key(mine, "mine"));
    RelyingParty client = service(path);
    granted(client, mine, "mine");
    Map<String, Object> leaked = key(mine, "mine");
    leaked.put("d", "AQAB");
    publish(path, leaked);
    clef.clock().advance(FetchedKeys.FRESH);
    refused(client, mine, "mine");
  }

  @Test
  void a_set_that_is_too_large_or_leads_elsewhere_is_none() {
    KeyHolder mine = KeyHolder.of("ES256");
    String path = path();
    SERVER.publish(path, Map.of("keys", List.of(key(mine, "mine")), "padding", "x".repeat(70_000)));
    refused(service(path), mine, "mine");
    String good = path();
    publish(good, key(mine, "mine"));
    String moved = path();
    SERVER.raw(moved, "HTTP/1.1 302 Found\r\nLocation: " + SERVER.at(good) + "\r\n\r\n");
    refused(service(moved), mine, "mine");
    assertThat(asked(good)).isZero();
  }

  /**
   * Whoever uses a new key while it is being fetched is told to come again, not that they are
   * nobody.
   */
  @Test
  void who_comes_while_keys_are_fetched_comes_again() throws Exception {
    String path = path();
    KeyHolder mine = KeyHolder.of("ES256");
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    String set = Client.JSON.writeValueAsString(Map.of("keys", List.of(key(mine, "mine"))));
    SERVER.answer(
        path,
        out -> {
          asked.countDown();
          go.await();
          out.write(
              ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + set)
                  .getBytes(StandardCharsets.UTF_8));
        });
    RelyingParty client = service(path);
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Reply> first = pool.submit(() -> grant(client, mine, "mine"));
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
      Reply second = grant(client, mine, "mine");
      assertThat(second.status()).isEqualTo(429);
      assertThat(second.error()).isEqualTo("temporarily_unavailable");
      assertThat(second.header("retry-after")).isEqualTo("1");
      go.countDown();
      assertThat(first.get().status()).isEqualTo(200);
    }
    granted(client, mine, "mine");
  }

  @Test
  void addresses_that_are_never_asked_are_refused_when_they_are_registered() {
    KeyHolder mine = KeyHolder.of("ES256");
    for (String wrong :
        List.of(
            "http://localhost/jwks",
            "https://localhost:1/jwks",
            "https://u@keys.example/jwks",
            "https://keys.example/jwks#x",
            "https://127.0.0.1/jwks",
            "https://[::1]/jwks",
            "https://10.1.2.3/jwks",
            "jwks")) {
      assertThat(field(Map.of("name", "A", "kind", "service", "jwks_uri", wrong)))
          .as(wrong)
          .isEqualTo("jwks_uri");
    }
    Map<String, Object> both =
        Map.of("name", "A", "kind", "service", "jwks_uri", SERVER.at("/x"), "jwks", mine.jwks());
    assertThat(field(both)).isEqualTo("jwks_uri");
    assertThat(
            field(
                Map.of(
                    "name",
                    "A",
                    "kind",
                    "spa",
                    "redirect_uris",
                    TWO_HOSTS.subList(0, 1),
                    "jwks_uri",
                    SERVER.at("/x"))))
        .isEqualTo("jwks_uri");
    // A private address by its name is registered, and asked for in vain.
    RelyingParty client =
        RelyingParty.added(
            clef, Map.of("name", "A", "kind", "service", "jwks_uri", "https://localhost/jwks"));
    refused(client, mine, "mine");
  }

  private String field(Map<String, Object> body) {
    Client.Answer answer = clef.operator().post("/api/v1/clients", body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    return answer.json().path("errors").get(0).path("field").asString();
  }

  @Test
  void keys_that_were_given_are_replaced_by_an_address_and_the_other_way() {
    KeyHolder given = KeyHolder.of("ES256");
    KeyHolder there = KeyHolder.of("ES256");
    String path = path();
    publish(path, key(there, "there"));
    RelyingParty client =
        RelyingParty.added(clef, Map.of("name", "A", "kind", "service", "jwks", given.jwks()));
    String keys = "/api/v1/clients/" + client.clientId() + "/keys";
    granted(client, given, "");
    Client.Answer changed = clef.operator().put(keys, Map.of("jwks_uri", SERVER.at(path)));
    assertThat(changed.json().path("jwks_uri").asString()).isEqualTo(SERVER.at(path));
    assertThat(changed.json().path("jwks").isNull() || changed.json().path("jwks").isMissingNode())
        .isTrue();
    granted(client, there, "there");
    refused(client, given, "");
    assertThat(
            clef.data()
                .one("select jwks from openid.client where client_id = ?", client.clientId()))
        .as("an earlier version finds no key, and no client without a proof")
        .isEqualTo("{\"keys\":[]}");
    assertThat(clef.operator().put(keys, Map.of("jwks", given.jwks())).status()).isEqualTo(200);
    granted(client, given, "");
    refused(client, there, "there");
    assertThat(clef.operator().put(keys, Map.of()).status()).isEqualTo(400);
    assertThat(
            clef.operator()
                .put(keys, Map.of("jwks", given.jwks(), "jwks_uri", SERVER.at(path)))
                .status())
        .isEqualTo(400);
    assertThat(clef.operator().put(keys, Map.of("jwks_uri", "http://x.example/")).status())
        .isEqualTo(400);
  }

  @Test
  void addresses_of_several_hosts_stand_in_a_list_whose_host_is_the_sector() {
    String path = path();
    Map<String, Object> client = new HashMap<>();
    client.put("name", "Pair");
    client.put("kind", "web");
    client.put("redirect_uris", TWO_HOSTS);
    assertThat(field(client)).isEqualTo("redirect_uris");
    client.put("sector_identifier_uri", SERVER.at(path));
    assertThat(field(client)).isEqualTo("sector_identifier_uri");
    for (Object wrong :
        List.of(
            List.of(),
            TWO_HOSTS.subList(0, 1),
            List.of("https://a.example.com/CB", "https://b.example.net/cb"),
            Map.of("redirect_uris", TWO_HOSTS),
            String.join(" ", TWO_HOSTS),
            List.of(TWO_HOSTS))) {
      SERVER.publish(path, wrong);
      assertThat(field(client)).as(wrong.toString()).isEqualTo("sector_identifier_uri");
    }
    SERVER.publish(path, List.of("https://c.example.org/", TWO_HOSTS.get(1), TWO_HOSTS.get(0)));
    long before = asked(path);
    Client.Answer made = clef.operator().post("/api/v1/clients", client);
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    assertThat(asked(path)).isEqualTo(before + 1);
    assertThat(made.json().path("client").path("sector").asString()).isEqualTo("localhost");
    assertThat(made.json().path("client").path("sector_identifier_uri").asString())
        .isEqualTo(SERVER.at(path));
  }

  @Test
  void what_is_on_nobodys_host_makes_no_sector() {
    String path = path();
    List<String> mine = List.of("https://a.example.com/cb", "http://127.0.0.1/cb");
    SERVER.publish(path, mine);
    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of("kind", "web", "redirect_uris", mine),
            Map.of("kind", "device"),
            Map.of("kind", "service"))) {
      Map<String, Object> client = new HashMap<>(wrong);
      client.put("name", "Nobody");
      client.put("sector_identifier_uri", SERVER.at(path));
      assertThat(field(client)).isEqualTo("sector_identifier_uri");
    }
    assertThat(asked(path)).isZero();
  }

  @Test
  void whoever_was_invited_registers_addresses_of_keys_and_of_lists() {
    String token =
        clef.operator()
            .post("/api/v1/clients/invitations", Map.of("uses", 1))
            .json()
            .path("token")
            .asString();
    String keys = path();
    String list = path();
    KeyHolder mine = KeyHolder.of("ES256");
    publish(keys, key(mine, "mine"));
    Map<String, Object> metadata = new HashMap<>();
    metadata.put("client_name", "Guest");
    metadata.put("redirect_uris", TWO_HOSTS);
    metadata.put("token_endpoint_auth_method", "private_key_jwt");
    metadata.put("jwks_uri", SERVER.at(keys));
    metadata.put("jwks", mine.jwks());
    metadata.put("userinfo_signed_response_alg", "RS256");
    assertThat(register(token, metadata).error()).isEqualTo("invalid_client_metadata");
    metadata.remove("jwks");
    assertThat(register(token, metadata).error()).isEqualTo("invalid_redirect_uri");
    metadata.put("sector_identifier_uri", SERVER.at(list));
    assertThat(register(token, metadata).error()).isEqualTo("invalid_client_metadata");
    SERVER.publish(list, TWO_HOSTS);
    metadata.put("userinfo_signed_response_alg", "none");
    assertThat(register(token, metadata).error()).isEqualTo("invalid_client_metadata");
    metadata.put("userinfo_signed_response_alg", "RS256");
    long before = SERVER.asked().size();
    assertThat(register("made-up", metadata).error()).isEqualTo("invalid_token");
    assertThat(SERVER.asked()).as("nobody makes us ask uninvited").hasSize((int) before);
    Reply made = register(token, metadata);
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    for (String name :
        List.of("jwks_uri", "sector_identifier_uri", "userinfo_signed_response_alg")) {
      assertThat(made.json().path(name).asString()).isEqualTo(metadata.get(name));
    }
    assertThat(made.json().path("token_endpoint_auth_method").asString())
        .isEqualTo("private_key_jwt");
    assertThat(made.json().has("client_secret") || made.json().has("jwks")).isFalse();
  }

  private Reply register(String token, Map<String, Object> metadata) {
    return new RelyingParty("localhost", clef.port(), "", null, "")
        .json(
            "/connect/register",
            Client.JSON.writeValueAsString(metadata),
            Map.of("Authorization", "Bearer " + token));
  }
}
