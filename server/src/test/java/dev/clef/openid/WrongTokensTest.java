package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.RelyingParty.Code;
import dev.clef.testing.RelyingParty.Reply;
import dev.clef.testing.Running;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** One kind of token or request in the place of another, and what nobody here ever made. */
@ClefServer
class WrongTokensTest {

  private static final String CALLBACK = "https://player.example.com/callback";

  private final Running clef;

  @Autowired
  WrongTokensTest(Running clef) {
    this.clef = clef;
  }

  private RelyingParty web() {
    return RelyingParty.added(clef, "web", CALLBACK);
  }

  private Client somebody() {
    return Listener.some().signedIn(clef.client());
  }

  @Test
  void what_is_no_access_token_of_ours_opens_no_claim_and_is_not_active() throws Exception {
    RelyingParty player = web();
    RelyingParty service = RelyingParty.added(clef, Map.of("name", "Api", "kind", "service"));
    Client browser = somebody();
    Code code = player.code(browser);
    JsonNode tokens = player.redeem(player.code(browser)).json();
    String idToken = tokens.path("id_token").asString();
    JWTClaimsSet claims = SignedJWT.parse(idToken).getJWTClaimsSet();
    ECKey published =
        JWKSet.parse(player.get("/oauth2/jwks").text()).getKeys().getFirst().toECKey();
    List<String> wrong =
        List.of(
            idToken,
            code.value(),
            tokens.path("refresh_token").asString(),
            Objects.requireNonNull(player.secret()),
            new PlainJWT(claims).serialize(),
            byMac(claims, published),
            byAnotherKey(claims, published.getKeyID()),
            tokens.path("access_token").asString() + "A",
            tokens.path("access_token").asString().substring(1),
            "null",
            "' or 1=1 --");
    for (String token : wrong) {
      Reply refused = player.userInfo(token);
      assertThat(refused.status()).as(token).isEqualTo(401);
      assertThat(refused.error()).isEqualTo("invalid_token");
      assertThat(refused.header("www-authenticate")).contains("error=\"invalid_token\"");
      for (RelyingParty asks : List.of(player, service)) {
        Reply told = asks.form("/oauth2/introspect", Map.of("token", token));
        assertThat(told.status()).isEqualTo(200);
        assertThat(told.json().size()).as("nothing but that it is not active").isOne();
        assertThat(told.json().path("active").asBoolean(true)).isFalse();
      }
    }
    // None of it did any harm.
    assertThat(player.redeem(code).status()).isEqualTo(200);
    assertThat(player.refresh(tokens.path("refresh_token").asString()).status()).isEqualTo(200);
  }

  private static String byMac(JWTClaimsSet claims, ECKey published) throws JOSEException {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(published.getKeyID()).build(), claims);
    jwt.sign(new MACSigner(published.toECPublicKey().getEncoded()));
    return jwt.serialize();
  }

  private static String byAnotherKey(JWTClaimsSet claims, String keyId) throws JOSEException {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID(keyId).generate();
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(keyId).jwk(key.toPublicJWK()).build(),
            claims);
    jwt.sign(new ECDSASigner(key));
    return jwt.serialize();
  }

  @Test
  void a_token_stands_in_the_header_not_in_the_address_or_in_a_form() {
    RelyingParty player = web();
    String access = player.redeem(player.code(somebody())).json().path("access_token").asString();
    assertThat(player.userInfoByPost(access).status()).isEqualTo(200);
    assertThat(player.userInfoByPost("x" + access).error()).isEqualTo("invalid_token");
    assertThat(player.get("/userinfo?access_token=" + access).status()).isEqualTo(401);
    Reply form = player.bare("/userinfo", Map.of("access_token", access));
    assertThat(form.status()).as(form.text()).isEqualTo(401);
  }

  @Test
  void tokens_of_one_kind_do_not_do_in_the_place_of_another() {
    RelyingParty player = web();
    Client browser = somebody();
    Code code = player.code(browser);
    JsonNode tokens = player.redeem(player.code(browser)).json();
    for (String token :
        List.of(
            tokens.path("access_token").asString(),
            tokens.path("id_token").asString(),
            code.value())) {
      assertRefused(player.refresh(token), 400, "invalid_grant");
    }
    for (String token :
        List.of(tokens.path("access_token").asString(), tokens.path("refresh_token").asString())) {
      assertRefused(player.redeem(new Code(token, code.verifier(), "", "")), 400, "invalid_grant");
    }
    assertThat(player.redeem(code).status()).isEqualTo(200);
    assertThat(player.refresh(tokens.path("refresh_token").asString()).status()).isEqualTo(200);
  }

  @Test
  void who_refreshes_gets_no_more_than_was_granted() {
    RelyingParty player = web();
    Map<String, String> request = player.request();
    request.put("scope", "openid profile");
    JsonNode tokens = player.redeem(player.code(somebody(), request)).json();
    String refresh = tokens.path("refresh_token").asString();
    assertRefused(
        player.token(
            Map.of(
                "grant_type", "refresh_token",
                "refresh_token", refresh,
                "scope", "openid profile email")),
        400,
        "invalid_scope");
    Reply less =
        player.token(
            Map.of("grant_type", "refresh_token", "refresh_token", refresh, "scope", "openid"));
    assertThat(less.json().path("scope").asString()).isEqualTo("openid");
    assertThat(player.userInfo(less.json().path("access_token").asString()).json().size()).isOne();
  }

  @Test
  void an_application_cannot_be_two() {
    RelyingParty player = web();
    RelyingParty other = web();
    Code code = player.code(somebody());
    Map<String, String> mixed = redemption(code);
    mixed.put("client_id", other.clientId());
    assertRefused(player.token(mixed), 400, "invalid_request");
    Map<String, String> twice = redemption(code);
    twice.put("client_id", other.clientId());
    twice.put("client_secret", Objects.requireNonNull(other.secret()));
    assertRefused(player.token(twice), 400, "invalid_request");
    assertThat(player.redeem(code).status()).isEqualTo(200);
  }

  private static Map<String, String> redemption(Code code) {
    Map<String, String> parameters = new HashMap<>();
    parameters.put("grant_type", "authorization_code");
    parameters.put("code", code.value());
    parameters.put("redirect_uri", CALLBACK);
    parameters.put("code_verifier", code.verifier());
    return parameters;
  }

  @Test
  void an_unknown_grant_and_one_of_another_kind_are_refused_in_the_standards_words() {
    RelyingParty player = web();
    assertRefused(player.token(Map.of("grant_type", "password")), 400, "unsupported_grant_type");
    assertRefused(player.token(Map.of()), 400, "invalid_request");
    RelyingParty service = RelyingParty.added(clef, Map.of("name", "Api", "kind", "service"));
    assertRefused(
        service.token(Map.of("grant_type", "refresh_token", "refresh_token", "x".repeat(65))),
        400,
        "invalid_grant");
  }

  @Test
  void a_pushed_request_is_held_to_the_same_rules() {
    RelyingParty player = web();
    Map<String, String> right = player.request();
    right.remove("code_verifier");
    Map<String, String> without = new HashMap<>(right);
    without.remove("code_challenge");
    without.remove("code_challenge_method");
    assertRefused(player.form("/oauth2/par", without), 400, "invalid_request");
    Map<String, String> plain = new HashMap<>(right);
    plain.put("code_challenge_method", "plain");
    assertRefused(player.form("/oauth2/par", plain), 400, "invalid_request");
    Map<String, String> address = new HashMap<>(right);
    address.put("redirect_uri", "https://evil.example/callback");
    assertRefused(player.form("/oauth2/par", address), 400, "invalid_request");
    Map<String, String> scope = new HashMap<>(right);
    scope.put("scope", "openid admin");
    assertRefused(player.form("/oauth2/par", scope), 400, "invalid_scope");
    Map<String, String> nested = new HashMap<>(right);
    nested.put("request_uri", "urn:ietf:params:oauth:request_uri:x");
    assertRefused(player.form("/oauth2/par", nested), 400, "invalid_request");
  }

  private static void assertRefused(Reply reply, int status, String error) {
    assertThat(reply.error()).as(reply.text()).isEqualTo(error);
    assertThat(reply.status()).isEqualTo(status);
  }
}
