package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.RelyingParty.Reply;
import dev.clef.testing.Running;
import dev.clef.testing.SoftAuthenticator;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** How sure it is who somebody is, as applications are told and as they wish it. */
@ClefServer
class AcrTest {

  private static final String CALLBACK = "https://player.example.com/callback";

  private final Running clef;

  @Autowired
  AcrTest(Running clef) {
    this.clef = clef;
  }

  @Test
  void an_application_is_told_with_what_and_how_surely() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Client browser = Listener.some().signedIn(clef.client());
    JsonNode claims = claims(player.redeem(player.code(browser)));
    assertThat(claims.path("acr").asString()).isEqualTo("urn:clef:acr:one_factor");
    assertThat(claims.path("amr").toString()).isEqualTo("[\"pwd\"]");

    SoftAuthenticator key = SoftAuthenticator.at(clef.port());
    use(browser, "/api/v1/me/passkeys", key, true);
    Client other = clef.client();
    use(other, "/api/v1/sign-in/passkey", key, false);
    Reply told = player.redeem(player.code(other));
    claims = claims(told);
    assertThat(claims.path("acr").asString()).isEqualTo("phr");
    assertThat(claims.path("amr").toString()).isEqualTo("[\"pop\",\"user\"]");
    claims = claims(player.refresh(told.json().path("refresh_token").asString()));
    assertThat(claims.path("acr").asString()).as("when it is told again").isEqualTo("phr");
  }

  @Test
  void what_was_proven_long_ago_makes_a_fresh_password_no_surer() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Listener anna = Listener.some();
    Client browser = anna.signedIn(clef.client());
    SoftAuthenticator key = SoftAuthenticator.at(clef.port());
    use(browser, "/api/v1/me/passkeys", key, true);
    use(browser, "/api/v1/sign-in/passkey", key, false);
    player.code(browser);
    clef.clock().advance(Duration.ofMinutes(30));
    assertThat(
            browser.post("/api/v1/me/confirmation", Map.of("password", anna.password())).status())
        .isEqualTo(204);
    JsonNode claims = claims(player.redeem(player.code(browser)));
    assertThat(claims.path("acr").asString()).isEqualTo("urn:clef:acr:one_factor");
    assertThat(claims.path("amr").toString()).isEqualTo("[\"pwd\"]");
    assertThat(wish(player, browser, "phr").header("location")).startsWith("/sign-in?again");
  }

  @Test
  void what_an_application_wishes_is_asked_for_once() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Listener anna = Listener.some();
    Client browser = anna.signedIn(clef.client());
    SoftAuthenticator key = SoftAuthenticator.at(clef.port());
    use(browser, "/api/v1/me/passkeys", key, true);
    player.code(browser);
    assertThat(anna.signIn(browser).status()).isEqualTo(200); // by password alone

    assertThat(wish(player, browser, "urn:nobody:knows").sent("code")).isNotEmpty();
    assertThat(wish(player, browser, "phr urn:clef:acr:one_factor").sent("code")).isNotEmpty();
    Map<String, String> silent = player.request();
    silent.put("acr_values", "phr");
    silent.put("prompt", "none");
    assertThat(player.authorize(browser, silent).sent("error")).isEqualTo("login_required");

    Reply again = wish(player, browser, "phr");
    assertThat(again.header("location")).startsWith("/sign-in?again&next=%2Fgo%2F");
    String way = SignInToApplicationTest.way(player, browser, again.sent("next"));
    clef.clock().advance(Duration.ofSeconds(1));
    use(browser, "/api/v1/sign-in/passkey", key, false);
    assertThat(player.get(browser, way, "same-origin").sent("code")).isNotEmpty();

    assertThat(anna.signIn(browser).status()).isEqualTo(200);
    Map<String, String> sent = player.request();
    sent.remove("code_verifier");
    sent.put("acr_values", "phr");
    String pushed = player.form("/oauth2/par", sent).json().path("request_uri").asString();
    Map<String, String> brief = Map.of("client_id", player.clientId(), "request_uri", pushed);
    assertThat(player.authorize(browser, brief).header("location"))
        .as("pushed")
        .startsWith("/sign-in?again");

    // Whoever cannot do more gets on with less, and the application is told so.
    Listener ben = Listener.some();
    Client his = ben.signedIn(clef.client());
    player.code(his);
    Map<String, String> request = player.request();
    request.put("acr_values", "phr");
    Reply asked = player.authorize(his, request);
    String on = SignInToApplicationTest.way(player, his, asked.sent("next"));
    clef.clock().advance(Duration.ofSeconds(1));
    assertThat(ben.signIn(his).status()).isEqualTo(200);
    Reply granted = player.get(his, on, "same-origin");
    JsonNode claims =
        claims(
            player.redeem(
                new RelyingParty.Code(
                    granted.sent("code"),
                    request.getOrDefault("code_verifier", ""),
                    granted.sent("state"),
                    "")));
    assertThat(claims.path("acr").asString()).isEqualTo("urn:clef:acr:one_factor");
  }

  private static Reply wish(RelyingParty player, Client browser, String values) {
    Map<String, String> request = player.request();
    request.put("acr_values", values);
    return player.authorize(browser, request);
  }

  private static void use(Client browser, String point, SoftAuthenticator key, boolean made) {
    JsonNode asked = browser.post(point + "/challenge", Map.of()).json();
    JsonNode options = asked.get("public_key");
    Client.Answer answer =
        browser.post(
            point,
            made
                ? Map.of(
                    "challenge",
                    asked.get("challenge").asString(),
                    "credential",
                    key.create(options),
                    "name",
                    "Key")
                : Map.of(
                    "challenge",
                    asked.get("challenge").asString(),
                    "credential",
                    key.get(options)));
    assertThat(answer.status()).as(answer.toString()).isIn(200, 204);
  }

  private static JsonNode claims(Reply told) {
    String[] parts = told.json().path("id_token").asString().split("\\.", -1);
    return Client.JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
  }
}
