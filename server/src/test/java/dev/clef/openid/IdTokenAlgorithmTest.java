package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
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

/** Applications that ask for ID tokens signed with Ed25519 (RFC 8037) or with RSA. */
@ClefServer
class IdTokenAlgorithmTest {

  private static final String CALLBACK = "https://player.example.com/callback";

  private final Running clef;

  @Autowired
  IdTokenAlgorithmTest(Running clef) {
    this.clef = clef;
  }

  private RelyingParty player(String algorithm) {
    return RelyingParty.added(
        clef, "web", CALLBACK, Map.of("id_token_signed_response_alg", algorithm));
  }

  @Test
  void each_application_gets_what_it_is_registered_for() throws Exception {
    RelyingParty player = player("EdDSA");
    Client browser = Listener.some().signedIn(clef.client());
    JsonNode tokens = player.redeem(player.code(browser)).json();
    SignedJWT idToken = SignedJWT.parse(tokens.path("id_token").asString());
    assertThat(idToken.getHeader().getAlgorithm().getName()).isEqualTo("EdDSA");
    assertThat(PublishedKeys.signed(player, idToken)).isTrue();
    SignedJWT renewed =
        SignedJWT.parse(
            player
                .refresh(tokens.path("refresh_token").asString())
                .json()
                .path("id_token")
                .asString());
    assertThat(renewed.getHeader().getAlgorithm().getName()).isEqualTo("EdDSA");
    RelyingParty usual = RelyingParty.added(clef, "web", CALLBACK);
    String other = usual.redeem(usual.code(browser)).json().path("id_token").asString();
    assertThat(SignedJWT.parse(other).getHeader().getAlgorithm().getName()).isEqualTo("ES256");
    // Both are known again as what an application says when it sends somebody to sign out.
    RelyingParty old = player("RS256");
    String third = old.redeem(old.code(browser)).json().path("id_token").asString();
    SignedJWT byRsa = SignedJWT.parse(third);
    assertThat(byRsa.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
    assertThat(PublishedKeys.of(old, byRsa).size()).isEqualTo(3072);
    assertThat(PublishedKeys.signed(old, byRsa)).isTrue();
    for (String hint : List.of(idToken.serialize(), other, third)) {
      assertThat(usual.get(browser, "/connect/logout?id_token_hint=" + hint, "none").status())
          .isEqualTo(200);
    }
    String forged = idToken.serialize().substring(0, idToken.serialize().length() - 4) + "AAAA";
    assertThat(usual.get(browser, "/connect/logout?id_token_hint=" + forged, "none").status())
        .isEqualTo(400);
  }

  @Test
  void the_keys_are_shown_and_no_other_algorithm_is_taken() throws Exception {
    RelyingParty player = player("ES256");
    Reply jwks = player.get("/oauth2/jwks");
    assertThat(
            JWKSet.parse(jwks.text()).getKeys().stream()
                .map(key -> key.getAlgorithm().getName())
                .distinct())
        .containsExactlyInAnyOrder("ES256", "EdDSA", "RS256");
    assertThat(jwks.text()).doesNotContain("\"d\"", "\"p\"");
    assertThat(
            player
                .get("/.well-known/openid-configuration")
                .json()
                .path("id_token_signing_alg_values_supported")
                .toString())
        .isEqualTo("[\"ES256\",\"EdDSA\",\"RS256\"]");
    for (String wrong : List.of("PS256", "none", "HS256", "ed25519", "")) {
      Client.Answer answer =
          clef.operator()
              .post(
                  "/api/v1/clients",
                  Map.of(
                      "name",
                      "x",
                      "kind",
                      "web",
                      "redirect_uris",
                      List.of(CALLBACK),
                      "id_token_signed_response_alg",
                      wrong));
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.json().at("/errors/0/field").asString())
          .isEqualTo("id_token_signed_response_alg");
    }
  }
}
