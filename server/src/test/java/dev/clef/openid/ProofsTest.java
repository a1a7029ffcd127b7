package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.KeyHolder;
import dev.clef.testing.Listener;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.RelyingParty.Code;
import dev.clef.testing.RelyingParty.Reply;
import dev.clef.testing.Running;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Tokens that are good only with a key of the application (RFC 9449). */
@ClefServer
class ProofsTest {

  private static final String CALLBACK = "https://player.example.com/callback";

  private final Running clef;

  @Autowired
  ProofsTest(Running clef) {
    this.clef = clef;
  }

  private String address(String path) {
    return "https://localhost:" + clef.port() + path;
  }

  private Map<String, Object> claims(String method, String path) {
    return KeyHolder.proof(method, address(path), clef.clock().instant());
  }

  private Map<String, String> proof(KeyHolder key) {
    return Map.of("DPoP", key.prove(claims("POST", "/oauth2/token")));
  }

  private String proofWith(KeyHolder key, String method, String access) {
    Map<String, Object> claims = claims(method, "/userinfo");
    claims.put("ath", RelyingParty.challenge(access));
    return key.prove(claims);
  }

  private static Map<String, String> redemption(RelyingParty player, Code code) {
    return Map.of(
        "grant_type",
        "authorization_code",
        "code",
        code.value(),
        "redirect_uri",
        player.redirectUri(),
        "code_verifier",
        code.verifier());
  }

  private static Map<String, String> refreshing(JsonNode tokens) {
    return Map.of(
        "grant_type", "refresh_token", "refresh_token", tokens.path("refresh_token").asString());
  }

  @Test
  void a_public_client_with_a_key_is_the_only_one_who_can_use_what_it_was_given() {
    for (String algorithm : List.of("ES256", "EdDSA", "PS256")) {
      KeyHolder key = KeyHolder.of(algorithm);
      KeyHolder thief = KeyHolder.of("ES256");
      RelyingParty player = RelyingParty.added(clef, "spa", CALLBACK);
      RelyingParty service = RelyingParty.added(clef, Map.of("name", "Api", "kind", "service"));
      Code code = player.code(Listener.some().signedIn(clef.client()));
      Reply answer = player.token(redemption(player, code), proof(key));
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      JsonNode tokens = answer.json();
      assertThat(tokens.path("token_type").asString()).isEqualTo("DPoP");
      String access = tokens.path("access_token").asString();
      JsonNode told = service.form("/oauth2/introspect", Map.of("token", access)).json();
      assertThat(told.path("token_type").asString()).isEqualTo("DPoP");
      assertThat(told.at("/cnf/jkt").asString()).isEqualTo(key.thumbprint());
      assertThat(player.userInfo("GET", access, proofWith(key, "GET", access)).status())
          .isEqualTo(200);
      assertThat(player.userInfo("POST", access, proofWith(key, "POST", access)).status())
          .isEqualTo(200);
      Reply bearer = player.userInfo(access);
      assertThat(bearer.status()).isEqualTo(401);
      assertThat(bearer.error()).isEqualTo("invalid_token");
      assertThat(bearer.header("www-authenticate"))
          .isEqualTo("DPoP error=\"invalid_token\", algs=\"ES256 EdDSA PS256\"");
      Reply stolen = player.userInfo("GET", access, proofWith(thief, "GET", access));
      assertThat(stolen.status()).isEqualTo(401);
      assertThat(stolen.error()).isEqualTo("invalid_token");
      // The refresh token is of use to nobody else, and nobody ends anything by trying.
      assertThat(player.token(refreshing(tokens)).error()).isEqualTo("invalid_dpop_proof");
      assertThat(player.token(refreshing(tokens), proof(thief)).error()).isEqualTo("invalid_grant");
      Reply renewed = player.token(refreshing(tokens), proof(key));
      assertThat(renewed.status()).as(renewed.text()).isEqualTo(200);
      assertThat(renewed.json().path("token_type").asString()).isEqualTo("DPoP");
      assertThat(player.token(refreshing(renewed.json())).error()).isEqualTo("invalid_dpop_proof");
    }
  }

  @Test
  void a_client_that_proves_itself_may_change_its_key_and_a_service_has_one_too() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Code code = player.code(Listener.some().signedIn(clef.client()));
    JsonNode tokens = player.token(redemption(player, code), proof(KeyHolder.of("ES256"))).json();
    KeyHolder next = KeyHolder.of("ES256");
    JsonNode renewed = player.token(refreshing(tokens), proof(next)).json();
    String access = renewed.path("access_token").asString();
    assertThat(player.userInfo("GET", access, proofWith(next, "GET", access)).status())
        .isEqualTo(200);
    JsonNode plain = player.token(refreshing(renewed)).json();
    assertThat(plain.path("token_type").asString()).isEqualTo("Bearer");
    assertThat(player.userInfo(plain.path("access_token").asString()).status()).isEqualTo(200);
    // A token that is bound to nothing is not made more by a proof.
    String unbound = plain.path("access_token").asString();
    Reply refused = player.userInfo("GET", unbound, proofWith(next, "GET", unbound));
    assertThat(refused.error()).isEqualTo("invalid_token");
    assertThat(refused.header("www-authenticate")).startsWith("DPoP error=\"invalid_token\"");
    RelyingParty service = RelyingParty.added(clef, Map.of("name", "Api", "kind", "service"));
    assertThat(
            service
                .token(Map.of("grant_type", "client_credentials"), proof(next))
                .json()
                .path("token_type")
                .asString())
        .isEqualTo("DPoP");
  }

  @Test
  void who_has_to_prove_a_key_gets_nothing_without() {
    RelyingParty player =
        RelyingParty.added(
            clef,
            Map.of(
                "name",
                "Player",
                "kind",
                "spa",
                "redirect_uris",
                List.of(CALLBACK),
                "dpop_bound",
                true));
    Code code = player.code(Listener.some().signedIn(clef.client()));
    Reply refused = player.redeem(code);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.error()).isEqualTo("invalid_dpop_proof");
    assertThat(player.token(redemption(player, code), proof(KeyHolder.of("ES256"))).status())
        .isEqualTo(200);
  }

  @Test
  void a_code_belongs_to_the_key_that_was_announced() {
    KeyHolder key = KeyHolder.of("ES256");
    RelyingParty player = RelyingParty.added(clef, "spa", CALLBACK);
    Client browser = Listener.some().signedIn(clef.client());
    Map<String, String> request = player.request();
    request.put("dpop_jkt", key.thumbprint());
    Code code = player.code(browser, request);
    assertThat(player.redeem(code).error()).isEqualTo("invalid_dpop_proof");
    assertThat(player.token(redemption(player, code), proof(KeyHolder.of("ES256"))).error())
        .isEqualTo("invalid_grant");
    assertThat(player.token(redemption(player, code), proof(key)).status()).isEqualTo(200);
    for (String wrong : List.of("short", key.thumbprint() + "A", key.thumbprint().substring(1))) {
      request.put("dpop_jkt", wrong);
      assertThat(player.authorize(browser, request).sent("error")).isEqualTo("invalid_request");
    }
  }

  @Test
  void a_request_is_pushed_with_the_key_by_its_name_or_by_a_proof() {
    KeyHolder key = KeyHolder.of("ES256");
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Client browser = Listener.some().signedIn(clef.client());
    for (boolean byProof : List.of(true, false)) {
      Map<String, String> request = player.request();
      Map<String, String> pushed = new HashMap<>(request);
      pushed.remove("code_verifier");
      Map<String, String> headers =
          byProof ? Map.of("DPoP", key.prove(claims("POST", "/oauth2/par"))) : Map.of();
      if (!byProof) {
        pushed.put("dpop_jkt", key.thumbprint());
      }
      Reply taken = player.form("/oauth2/par", pushed, headers);
      assertThat(taken.status()).as(taken.text()).isEqualTo(201);
      Map<String, String> brief =
          new HashMap<>(
              Map.of(
                  "client_id",
                  player.clientId(),
                  "request_uri",
                  taken.json().path("request_uri").asString(),
                  "scope",
                  request.getOrDefault("scope", ""),
                  "code_verifier",
                  request.getOrDefault("code_verifier", "")));
      Reply answer =
          player.authorize(
              browser,
              Map.of(
                  "client_id",
                  player.clientId(),
                  "request_uri",
                  brief.getOrDefault("request_uri", "")));
      if (answer.header("location").contains("/consent?")) {
        answer = player.agree(browser, answer, request.getOrDefault("scope", ""));
      }
      Code code = new Code(answer.sent("code"), request.getOrDefault("code_verifier", ""), "", "");
      assertThat(player.redeem(code).error()).isEqualTo("invalid_dpop_proof");
      assertThat(player.token(redemption(player, code), proof(key)).status()).isEqualTo(200);
    }
    Map<String, String> both = player.request();
    both.put("dpop_jkt", KeyHolder.of("ES256").thumbprint());
    assertThat(
            player
                .form("/oauth2/par", both, Map.of("DPoP", key.prove(claims("POST", "/oauth2/par"))))
                .error())
        .isEqualTo("invalid_dpop_proof");
  }

  @Test
  void what_is_no_proof_of_this_request_made_now_is_refused() {
    KeyHolder key = KeyHolder.of("ES256");
    RelyingParty service = RelyingParty.added(clef, Map.of("name", "Api", "kind", "service"));
    long now = clef.clock().instant().getEpochSecond();
    List<String> wrong = new ArrayList<>();
    for (Map<String, Object> other :
        List.of(
            Map.<String, Object>of("htm", "GET"),
            Map.<String, Object>of("htm", "post"),
            Map.<String, Object>of("htm", ""),
            Map.<String, Object>of("htu", address("/userinfo")),
            Map.<String, Object>of("htu", "https://127.0.0.1:" + clef.port() + "/oauth2/token"),
            Map.<String, Object>of("htu", address("/oauth2/token/")),
            Map.<String, Object>of("htu", "http://localhost:" + clef.port() + "/oauth2/token"),
            Map.<String, Object>of("htu", 1),
            Map.<String, Object>of("iat", now - 61),
            Map.<String, Object>of("iat", now + 61),
            Map.<String, Object>of("iat", "now"),
            Map.<String, Object>of("jti", ""),
            Map.<String, Object>of("jti", "x".repeat(257)))) {
      Map<String, Object> claims = claims("POST", "/oauth2/token");
      claims.putAll(other);
      wrong.add(key.prove(claims));
    }
    for (String name : List.of("htm", "htu", "iat", "jti")) {
      Map<String, Object> claims = claims("POST", "/oauth2/token");
      claims.remove(name);
      wrong.add(key.prove(claims));
    }
    Map<String, Object> good = claims("POST", "/oauth2/token");
    Map<String, Object> jwk = key.jwk().toJSONObject();
    Map<String, Object> privateKey = new HashMap<>(jwk);
    privateKey.put("d", "AAAA");
    wrong.add(key.sign(Map.of("jwk", jwk), good));
    wrong.add(key.sign(Map.of("typ", "jwt", "jwk", jwk), good));
    wrong.add(key.sign(Map.of("typ", "dpop+jwt"), good));
    wrong.add(key.sign(Map.of("typ", "dpop+jwt", "jwk", privateKey), good));
    wrong.add(key.sign(Map.of("typ", "dpop+jwt", "jwk", Map.of("kty", "oct", "k", "AAAA")), good));
    wrong.add(key.sign(Map.of("typ", "dpop+jwt", "jwk", jwk, "alg", "none"), good));
    wrong.add(key.sign(Map.of("typ", "dpop+jwt", "jwk", jwk, "alg", "HS256"), good));
    wrong.add(KeyHolder.of("RS256").prove(good));
    wrong.add(KeyHolder.of("PS256", 1024).prove(good));
    wrong.add(KeyHolder.of("ES384").prove(good));
    wrong.add(
        KeyHolder.of("ES256").sign(Map.of("typ", "dpop+jwt", "jwk", jwk), good)); // not its key
    wrong.add("e30.e30.c2ln");
    wrong.add("x".repeat(5000));
    for (String proof : wrong) {
      Reply refused =
          service.token(Map.of("grant_type", "client_credentials"), Map.of("DPoP", proof));
      assertThat(refused.status()).as(proof).isEqualTo(400);
      assertThat(refused.error()).as(proof).isEqualTo("invalid_dpop_proof");
    }
    // With a query, which does not count; and once.
    good.put("htu", address("/oauth2/token?x=y"));
    Map<String, String> once = Map.of("DPoP", key.prove(good));
    Map<String, String> wants = Map.of("grant_type", "client_credentials");
    assertThat(service.token(wants, once).status()).isEqualTo(200);
    assertThat(service.token(wants, once).error()).isEqualTo("invalid_dpop_proof");
    Map<String, String> smuggled = new HashMap<>(wants);
    smuggled.put("dpop_proof", key.prove(claims("POST", "/oauth2/token")));
    assertThat(service.token(smuggled).error()).isEqualTo("invalid_request");
  }

  @Test
  void at_userinfo_a_proof_is_for_this_token_and_good_once() throws Exception {
    KeyHolder key = KeyHolder.of("ES256");
    RelyingParty player = RelyingParty.added(clef, "spa", CALLBACK);
    Code code = player.code(Listener.some().signedIn(clef.client()));
    String access =
        player.token(redemption(player, code), proof(key)).json().path("access_token").asString();
    for (String proof :
        List.of(
            key.prove(claims("GET", "/userinfo")),
            proofWith(key, "GET", access + "x"),
            proofWith(key, "POST", access),
            "x")) {
      Reply refused = player.userInfo("GET", access, proof);
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.error()).isEqualTo("invalid_dpop_proof");
      assertThat(refused.header("www-authenticate"))
          .startsWith("DPoP error=\"invalid_dpop_proof\"");
    }
    assertThat(player.userInfo("GET", access).error()).isEqualTo("invalid_dpop_proof");
    assertThat(
            player
                .userInfo(
                    "GET", access, proofWith(key, "GET", access), proofWith(key, "GET", access))
                .error())
        .isEqualTo("invalid_dpop_proof");
    String once = proofWith(key, "GET", access);
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Integer> ask = () -> player.userInfo("GET", access, once).status();
      int good = 0;
      for (Future<Integer> answer : pool.invokeAll(List.of(ask, ask, ask, ask))) {
        good += answer.get() == 200 ? 1 : 0;
      }
      assertThat(good).isOne();
    }
    assertThat(player.get("/userinfo").headers().get("www-authenticate"))
        .containsExactly("Bearer", "DPoP algs=\"ES256 EdDSA PS256\"");
    assertThat(
            player
                .get("/.well-known/openid-configuration")
                .json()
                .path("dpop_signing_alg_values_supported")
                .size())
        .isEqualTo(3);
  }
}
