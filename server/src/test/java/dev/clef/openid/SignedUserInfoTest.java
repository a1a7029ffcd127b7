package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.PublishedKeys;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.RelyingParty.Reply;
import dev.clef.testing.Running;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Applications that are told about people in signed answers (OpenID Connect Core §5.3.2). */
@ClefServer
class SignedUserInfoTest {

  private static final String CALLBACK = "https://player.example.com/callback";

  private final Running clef;

  @Autowired
  SignedUserInfoTest(Running clef) {
    this.clef = clef;
  }

  private RelyingParty player(String algorithm) {
    return RelyingParty.added(
        clef, "web", CALLBACK, Map.of("userinfo_signed_response_alg", algorithm));
  }

  private static Reply told(RelyingParty player, JsonNode tokens) {
    return player.userInfo(tokens.path("access_token").asString());
  }

  @Test
  void each_application_is_told_as_it_is_registered() throws Exception {
    Client browser = Listener.some().signedIn(clef.client());
    RelyingParty plain = RelyingParty.added(clef, "web", CALLBACK);
    Reply unsigned = told(plain, plain.redeem(plain.code(browser)).json());
    assertThat(unsigned.header("content-type")).startsWith("application/json");
    for (String algorithm : List.of("ES256", "EdDSA", "RS256")) {
      RelyingParty player = player(algorithm);
      JsonNode tokens = player.redeem(player.code(browser)).json();
      Reply reply = told(player, tokens);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("content-type")).isEqualTo("application/jwt");
      SignedJWT jwt = SignedJWT.parse(reply.text());
      assertThat(jwt.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.parse(algorithm));
      assertThat(PublishedKeys.signed(player, jwt)).as(algorithm).isTrue();
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      assertThat(claims.getIssuer()).isEqualTo("https://localhost:" + clef.port());
      assertThat(claims.getAudience()).containsExactly(player.clientId());
      assertThat(claims.getExpirationTime()).as("nobody takes it for an ID token").isNull();
      String hint = "/connect/logout?id_token_hint=" + reply.text();
      assertThat(player.get(browser, hint, "cross-site").status()).as("nor do we").isEqualTo(400);
      assertThat(claims.getClaim("nonce")).isNull();
      // The same sector: the same name, and all else that is told without a signature.
      unsigned
          .json()
          .properties()
          .forEach(one ->
              assertThat(String.valueOf(claims.getClaim(one.getKey())))
                  .as(one.getKey())
                  .isEqualTo(one.getValue().asString()));
      SignedJWT idToken = SignedJWT.parse(tokens.path("id_token").asString());
      assertThat(idToken.getHeader().getAlgorithm()).as("its own").isEqualTo(JWSAlgorithm.ES256);
    }
  }

  @Test
  void who_may_not_know_is_refused_in_the_same_words_and_discovery_says_what_there_is() {
    RelyingParty player = player("RS256");
    Reply refused = player.userInfo("made-up");
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.error()).isEqualTo("invalid_token");
    assertThat(
            player
                .get("/.well-known/openid-configuration")
                .json()
                .path("userinfo_signing_alg_values_supported")
                .toString())
        .isEqualTo("[\"ES256\",\"EdDSA\",\"RS256\"]");
    for (String wrong : List.of("none", "HS256", "")) {
      Client.Answer answer =
          clef.operator()
              .post(
                  "/api/v1/clients",
                  Map.of(
                      "name",
                      "Player",
                      "kind",
                      "web",
                      "redirect_uris",
                      List.of(CALLBACK),
                      "userinfo_signed_response_alg",
                      wrong));
      assertThat(answer.status()).as(wrong).isEqualTo(400);
    }
  }
}
