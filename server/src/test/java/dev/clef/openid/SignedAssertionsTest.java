package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.KeyHolder;
import dev.clef.testing.Listener;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.RelyingParty.Code;
import dev.clef.testing.RelyingParty.Reply;
import dev.clef.testing.Running;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Clients that sign instead of keeping a secret (RFC 7523). */
@ClefServer
class SignedAssertionsTest {

  private static final String CALLBACK = "https://signer.example.com/callback";
  private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  private final Running clef;
  private final UsedOnce used;

  @Autowired
  SignedAssertionsTest(Running clef, UsedOnce used) {
    this.clef = clef;
    this.used = used;
  }

  private RelyingParty service(KeyHolder key) {
    return RelyingParty.added(clef, Map.of("name", "Api", "kind", "service", "jwks", key.jwks()));
  }

  private String issuer() {
    return "https://localhost:" + clef.port();
  }

  private Instant now() {
    return clef.clock().instant();
  }

  private Map<String, Object> claims(RelyingParty client) {
    return KeyHolder.assertion(client.clientId(), issuer(), now());
  }

  private Reply grant(RelyingParty client, String assertion) {
    return client.bare("/oauth2/token", proven(assertion, "grant_type", "client_credentials"));
  }

  private static Map<String, String> proven(String assertion, String... more) {
    Map<String, String> form = new HashMap<>();
    form.put("client_assertion_type", TYPE);
    form.put("client_assertion", assertion);
    for (int i = 0; i < more.length; i += 2) {
      form.put(more[i], more[i + 1]);
    }
    return form;
  }

  private void refused(
      RelyingParty client, KeyHolder key, Map<String, Object> header, Object... more) {
    Map<String, Object> claims = claims(client);
    for (int i = 0; i < more.length; i += 2) {
      if (more[i + 1].equals("")) {
        claims.remove((String) more[i]);
      } else {
        claims.put((String) more[i], more[i + 1]);
      }
    }
    Reply answer = grant(client, key.sign(header, claims));
    assertThat(answer.status()).as("%s %s", header, List.of(more)).isEqualTo(401);
    assertThat(answer.error()).isEqualTo("invalid_client");
  }

  @Test
  void each_of_the_algorithms_proves_a_service() {
    for (String algorithm : List.of("ES256", "EdDSA", "PS256", "RS256")) {
      KeyHolder key = KeyHolder.of(algorithm);
      RelyingParty service = service(key);
      assertThat(service.secret()).isNull();
      Reply answer = grant(service, key.sign(Map.of(), claims(service)));
      assertThat(answer.status()).as(algorithm + answer).isEqualTo(200);
      assertThat(answer.json().path("access_token").asString()).isNotEmpty();
      // By the address of the token endpoint too, and of the client named beside it.
      Map<String, String> form =
          proven(
              key.sign(
                  Map.of("typ", "client-authentication+jwt"),
                  KeyHolder.assertion(service.clientId(), issuer() + "/oauth2/token", now())),
              "grant_type",
              "client_credentials",
              "client_id",
              service.clientId());
      assertThat(service.bare("/oauth2/token", form).status()).isEqualTo(200);
    }
  }

  @Test
  void people_sign_in_to_a_client_that_signs_and_its_code_needs_the_verifier() {
    KeyHolder key = KeyHolder.of("ES256");
    RelyingParty player =
        RelyingParty.added(
            clef,
            Map.of(
                "name",
                "Player",
                "kind",
                "web",
                "redirect_uris",
                List.of(CALLBACK),
                "jwks",
                key.jwks()));
    Client browser = Listener.some().signedIn(clef.client());
    Code code = player.code(browser);
    Map<String, String> form =
        proven(
            key.sign(Map.of(), claims(player)),
            "grant_type",
            "authorization_code",
            "code",
            code.value(),
            "redirect_uri",
            CALLBACK,
            "code_verifier",
            "another-verifier-that-is-long-enough-to-be-one-0123456789");
    assertThat(player.bare("/oauth2/token", form).error()).isEqualTo("invalid_grant");
    form.put("client_assertion", key.sign(Map.of(), claims(player)));
    form.remove("code_verifier");
    assertThat(player.bare("/oauth2/token", form).error()).isEqualTo("invalid_grant");
    form.put("client_assertion", key.sign(Map.of(), claims(player)));
    form.put("code_verifier", code.verifier());
    Reply tokens = player.bare("/oauth2/token", form);
    assertThat(tokens.status()).as(tokens.text()).isEqualTo(200);
    String refresh = tokens.json().path("refresh_token").asString();
    // Saying the identifier is no proof of such a client, in whatever it asks.
    for (String path : List.of("/oauth2/token", "/oauth2/par", "/oauth2/revoke")) {
      assertThat(
              player
                  .bare(
                      path,
                      Map.of(
                          "client_id",
                          player.clientId(),
                          "grant_type",
                          "refresh_token",
                          "refresh_token",
                          refresh,
                          "token",
                          refresh))
                  .error())
          .as(path)
          .isEqualTo("invalid_client");
    }
    Map<String, String> pushed = new HashMap<>(player.request());
    pushed.putAll(proven(key.sign(Map.of(), claims(player))));
    assertThat(player.bare("/oauth2/par", pushed).status()).isEqualTo(201);
    Map<String, String> again =
        proven(
            key.sign(Map.of(), claims(player)),
            "grant_type",
            "refresh_token",
            "refresh_token",
            refresh);
    Reply renewed = player.bare("/oauth2/token", again);
    assertThat(renewed.status()).isEqualTo(200);
    String access = renewed.json().path("access_token").asString();
    Map<String, String> asks = proven(key.sign(Map.of(), claims(player)), "token", access);
    assertThat(player.bare("/oauth2/introspect", asks).json().path("active").asBoolean()).isTrue();
    asks.put("client_assertion", key.sign(Map.of(), claims(player)));
    assertThat(player.bare("/oauth2/revoke", asks).status()).isEqualTo(200);
    assertThat(player.userInfo(access).status()).isEqualTo(401);
  }

  @Test
  void what_is_not_said_by_this_client_to_us_and_now_proves_nothing() {
    KeyHolder key = KeyHolder.of("ES256");
    RelyingParty service = service(key);
    RelyingParty other = service(KeyHolder.of("ES256"));
    long now = now().getEpochSecond();
    for (Object audience :
        List.of(
            "https://evil.example.com",
            issuer() + "/",
            issuer() + "/oauth2/par",
            "localhost",
            List.of(issuer(), "https://evil.example.com"),
            List.of())) {
      refused(service, key, Map.of(), "aud", audience);
    }
    refused(service, key, Map.of(), "aud", "");
    refused(service, key, Map.of(), "iss", other.clientId());
    refused(service, key, Map.of(), "iss", "");
    refused(service, key, Map.of(), "sub", "");
    refused(service, key, Map.of(), "exp", "");
    refused(service, key, Map.of(), "exp", now);
    refused(service, key, Map.of(), "exp", now - 1);
    refused(service, key, Map.of(), "exp", now + 301);
    refused(service, key, Map.of(), "exp", "soon");
    refused(service, key, Map.of(), "nbf", now + 120);
    refused(service, key, Map.of(), "iat", now + 120);
    refused(service, key, Map.of(), "jti", "");
    refused(service, key, Map.of(), "jti", "x".repeat(257));
    refused(service, key, Map.of("typ", "dpop+jwt"));
    refused(service, key, Map.of("crit", List.of("b64"), "b64", false));
    refused(service, key, Map.of("crit", List.of("exp"), "exp", 1));
    refused(service, key, Map.of("alg", "none"));
    refused(service, key, Map.of("alg", "ES384"));
    refused(service, key, Map.of("alg", "HS256"));
    KeyHolder stranger = KeyHolder.of("ES256");
    refused(service, stranger, Map.of());
    refused(service, stranger, Map.of("jwk", stranger.jwk().toJSONObject()));
    // A good assertion of one client is none of another one, named or not.
    String good = key.sign(Map.of(), claims(service));
    Map<String, String> form =
        proven(good, "grant_type", "client_credentials", "client_id", other.clientId());
    assertThat(service.bare("/oauth2/token", form).error()).isEqualTo("invalid_client");
    Map<String, Object> asOther = KeyHolder.assertion(other.clientId(), issuer(), now());
    assertThat(grant(service, key.sign(Map.of(), asOther)).error()).isEqualTo("invalid_client");
    Map<String, Object> unknown = KeyHolder.assertion("unknown", issuer(), now());
    assertThat(grant(service, key.sign(Map.of(), unknown)).error()).isEqualTo("invalid_client");
    // None of that used it up.
    assertThat(grant(service, good).status()).isEqualTo(200);
  }

  @Test
  void a_public_key_is_no_secret_to_sign_with() throws JOSEException {
    KeyHolder key = KeyHolder.of("RS256");
    RelyingParty service = service(key);
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader(JWSAlgorithm.HS256),
            new JWTClaimsSet.Builder()
                .issuer(service.clientId())
                .subject(service.clientId())
                .audience(issuer())
                .expirationTime(Date.from(now().plusSeconds(60)))
                .jwtID("one")
                .build());
    jwt.sign(new MACSigner(key.pair().getPublic().getEncoded()));
    assertThat(grant(service, jwt.serialize()).error()).isEqualTo("invalid_client");
    // Unsigned, and with nothing where the signature was.
    String unsigned = KeyHolder.part(Map.of("alg", "none")) + "." + KeyHolder.part(claims(service));
    assertThat(grant(service, unsigned + ".").error()).isEqualTo("invalid_client");
    String signed = key.sign(Map.of(), claims(service));
    assertThat(grant(service, signed.substring(0, signed.lastIndexOf('.') + 1)).error())
        .isEqualTo("invalid_client");
    assertThat(grant(service, "null").error()).isEqualTo("invalid_client");
    assertThat(grant(service, "").error()).isEqualTo("invalid_client");
  }

  @Test
  void an_assertion_is_good_once_even_at_the_same_moment() throws Exception {
    KeyHolder key = KeyHolder.of("EdDSA");
    RelyingParty service = service(key);
    String once = key.sign(Map.of(), claims(service));
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Integer> ask = () -> grant(service, once).status();
      List<Future<Integer>> answers = pool.invokeAll(List.of(ask, ask, ask, ask));
      int good = 0;
      for (Future<Integer> answer : answers) {
        good += answer.get() == 200 ? 1 : 0;
      }
      assertThat(good).isOne();
    }
    assertThat(grant(service, once).error()).isEqualTo("invalid_client");
    clef.clock().advance(Duration.ofMinutes(6));
    used.deleteExpired();
    assertThat(grant(service, once).error()).as("it has ended").isEqualTo("invalid_client");
    assertThat(
            clef.data()
                .count(
                    "select count(*) from openid.used_once where expires_at <= ?",
                    Timestamp.from(now())))
        .isZero();
  }

  @Test
  void one_proof_is_enough_and_two_are_too_many() {
    KeyHolder key = KeyHolder.of("ES256");
    RelyingParty service = service(key);
    String good = key.sign(Map.of(), claims(service));
    Map<String, String> form = proven(good, "grant_type", "client_credentials");
    Map<String, String> both = new HashMap<>(form);
    both.put("client_secret", "x");
    assertThat(service.bare("/oauth2/token", both).error()).isEqualTo("invalid_request");
    assertThat(service.withSecret("x").token(form).error()).isEqualTo("invalid_request");
    Map<String, String> half = new HashMap<>(form);
    half.remove("client_assertion_type");
    assertThat(service.bare("/oauth2/token", half).error()).isEqualTo("invalid_request");
    form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer");
    assertThat(service.bare("/oauth2/token", form).error()).isEqualTo("invalid_client");
    // A client with a secret proves nothing by a signature.
    RelyingParty secret = RelyingParty.added(clef, Map.of("name", "Api", "kind", "service"));
    assertThat(grant(secret, key.sign(Map.of(), claims(secret))).error())
        .isEqualTo("invalid_client");
    // And there is no secret to be replaced.
    assertThat(
            clef.operator()
                .post("/api/v1/clients/" + service.clientId() + "/secret", Map.of())
                .status())
        .isEqualTo(404);
  }

  @Test
  void only_strong_public_keys_are_taken_and_kept_without_what_comes_along() {
    KeyHolder good = KeyHolder.of("ES256");
    Map<String, Object> symmetric = Map.of("kty", "oct", "k", "AAAA");
    Map<String, Object> privateKey = new HashMap<>(good.jwk().toJSONObject());
    privateKey.put("d", "AAAA");
    Map<String, Object> encrypts = new HashMap<>(good.jwk().toJSONObject());
    encrypts.put("use", "enc");
    Map<String, Object> wrongAlgorithm = new HashMap<>(good.jwk().toJSONObject());
    wrongAlgorithm.put("alg", "HS256");
    Map<String, Object> offCurve = new HashMap<>(good.jwk().toJSONObject());
    offCurve.put("y", offCurve.get("x"));
    for (Object keys :
        List.of(
            List.of(),
            List.of(symmetric),
            List.of(good.jwk().toJSONObject(), symmetric),
            List.of(privateKey),
            List.of(encrypts),
            List.of(wrongAlgorithm),
            List.of(offCurve),
            List.of(KeyHolder.of("RS256", 1024).jwk().toJSONObject()),
            List.of(KeyHolder.of("ES384").jwk().toJSONObject()),
            List.of(good.jwk().toJSONObject(), good.jwk().toJSONObject()),
            "none",
            Map.of())) {
      assertThat(refusedField("web", Map.of("keys", keys))).as("%s", keys).isEqualTo("jwks");
    }
    assertThat(refusedField("web", Map.of())).isEqualTo("jwks");
    assertThat(refusedField("web", Map.of("jwks_uri", "https://evil.example.com")))
        .isEqualTo("jwks");
    assertThat(refusedField("spa", good.jwks())).isEqualTo("jwks");
    Map<String, Object> adorned = new HashMap<>(good.jwk().toJSONObject());
    adorned.put("x5u", "https://evil.example.com/chain");
    adorned.put("kid", "one");
    Client.Answer made =
        clef.operator()
            .post(
                "/api/v1/clients",
                Map.of("name", "Api", "kind", "service", "jwks", Map.of("keys", List.of(adorned))));
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.text()).doesNotContain("evil").doesNotContain("secret");
    assertThat(made.json().at("/client/jwks/keys/0/kid").asString()).isEqualTo("one");
  }

  private String refusedField(String kind, Map<String, Object> jwks) {
    Client.Answer answer =
        clef.operator()
            .post(
                "/api/v1/clients",
                Map.of(
                    "name", "x", "kind", kind, "redirect_uris", List.of(CALLBACK), "jwks", jwks));
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    return answer.json().at("/errors/0/field").asString();
  }
}
