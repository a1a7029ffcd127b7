package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.RelyingParty.Reply;
import dev.clef.testing.Running;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What is asked of somebody on their way to an application, and by what name the way leads. */
@ClefServer
class WayTest {

  private static final String CALLBACK = "https://player.example.com/callback";

  private final Running clef;

  @Autowired
  WayTest(Running clef) {
    this.clef = clef;
  }

  @Test
  void an_application_may_have_somebody_asked_again_what_they_allowed() {
    for (boolean asked : new boolean[] {true, false}) {
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
                  "asks",
                  asked));
      Client browser = Listener.some().signedIn(clef.client());
      player.code(browser);
      assertThat(player.authorize(browser, player.request()).sent("code")).isNotEmpty();
      for (String scope : new String[] {"openid profile email", "openid"}) {
        Map<String, String> request = player.request();
        request.put("scope", scope);
        request.put("prompt", "consent");
        Reply asks = player.authorize(browser, request);
        assertThat(asks.header("location")).contains("/consent?");
        Reply agreed = player.agree(browser, asks, scope);
        RelyingParty.Code code =
            new RelyingParty.Code(
                agreed.sent("code"), request.getOrDefault("code_verifier", ""), "", "");
        assertThat(player.redeem(code).json().path("scope").asString().split(" ", -1))
            .containsExactlyInAnyOrder(scope.split(" ", -1));
      }
      Map<String, String> both = player.request();
      both.put("prompt", "none consent");
      assertThat(player.authorize(browser, both).sent("error")).isEqualTo("invalid_request");
      // Whoever says no now said yes before: an application that does not ask again has its answer.
      Map<String, String> again = player.request();
      again.put("prompt", "consent");
      String state = player.authorize(browser, again).sent("state");
      assertThat(
              player
                  .post(browser, "/consent/refuse", RelyingParty.encoded(Map.of("state", state)))
                  .sent("error"))
          .isEqualTo("access_denied");
      assertThat(player.authorize(browser, player.request()).sent("code")).isNotEmpty();
    }
  }

  @Test
  void an_application_that_any_other_could_be_asks_every_time() {
    for (String address : List.of("http://127.0.0.1/cb", "com.example.player:/cb", CALLBACK)) {
      RelyingParty player = RelyingParty.added(clef, "native", address);
      Client browser = Listener.some().signedIn(clef.client());
      player.code(browser);
      Reply again = player.authorize(browser, player.request());
      Map<String, String> silent = player.request();
      silent.put("prompt", "none");
      Reply nobody = player.authorize(browser, silent);
      if (address.equals(CALLBACK)) {
        assertThat(again.sent("code")).isNotEmpty();
        assertThat(nobody.sent("code")).isNotEmpty();
      } else {
        assertThat(again.header("location")).contains("/consent?");
        assertThat(nobody.sent("error")).isEqualTo("consent_required");
      }
    }
  }

  @Test
  void who_must_not_be_asked_is_looked_for_from_here_before_anything_is_said() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Client browser = Listener.some().signedIn(clef.client());
    player.code(browser);
    Map<String, String> request = player.request();
    request.put("prompt", "none");
    String address = RelyingParty.address(request);
    Client nobody = clef.client();
    Reply bounced = player.get(nobody, address, "cross-site");
    assertThat(bounced.status()).isEqualTo(200);
    assertThat(bounced.text()).contains("http-equiv=\"refresh\"").contains("prompt=none");
    assertThat(player.get(browser, address, "same-origin").sent("code")).isNotEmpty();
    assertThat(player.get(nobody, address, "same-origin").sent("error"))
        .isEqualTo("login_required");
    assertThat(player.framed(nobody, address).sent("error")).isEqualTo("login_required");
  }

  @Test
  void whoever_has_something_to_settle_is_led_nowhere_when_nobody_may_be_asked() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Client browser = Listener.some().signedIn(clef.client());
    player.code(browser);
    String id = browser.get("/api/v1/me").json().get("user_id").asString();
    clef.data()
        .update(
            "update identity.account set must = '{change_password}' where user_id = ?",
            UUID.fromString(id));
    Map<String, String> request = player.request();
    request.put("prompt", "none");
    assertThat(player.authorize(browser, request).sent("error")).isEqualTo("interaction_required");
    assertThat(player.authorize(browser, player.request()).header("location"))
        .startsWith("/settle");
    // What the address says does not count where the request itself was pushed without it.
    Map<String, String> pushed = player.request();
    pushed.remove("code_verifier");
    Map<String, String> brief =
        Map.of(
            "client_id",
            player.clientId(),
            "request_uri",
            player.form("/oauth2/par", pushed).json().path("request_uri").asString(),
            "prompt",
            "none");
    assertThat(player.authorize(browser, brief).sent("error")).isEqualTo("interaction_required");
  }

  @Test
  void both_documents_of_the_provider_say_the_same_and_nothing_it_cannot_do() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    JsonNode discovery = player.get("/.well-known/openid-configuration").json();
    Reply metadata = player.get("/.well-known/oauth-authorization-server");
    assertThat(metadata.status()).isEqualTo(200);
    assertThat(metadata.json()).isEqualTo(discovery);
    assertThat(metadata.text())
        .contains("client_secret_basic", "private_key_jwt")
        .doesNotContain("client_secret_jwt", "tls_client", "token-exchange");
  }

  /** A browser may be made to call this server by any name that somebody points at it. */
  @Test
  void a_name_in_a_request_is_not_the_name_of_the_provider() throws Exception {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    RelyingParty elsewhere = player.calling("127.0.0.1");
    String issuer = "https://localhost:" + clef.port();
    JsonNode document = elsewhere.get("/.well-known/openid-configuration").json();
    assertThat(document.path("issuer").asString()).isEqualTo(issuer);
    assertThat(document.toString()).doesNotContain("127.0.0.1");
    Client browser = Listener.some().signedIn(clef.client());
    Map<String, String> request = elsewhere.request();
    Reply asks = elsewhere.authorize(browser, request);
    assertThat(asks.header("location")).startsWith(issuer + "/consent?");
    Reply agreed = elsewhere.agree(browser, asks, request.getOrDefault("scope", ""));
    assertThat(agreed.sent("iss")).isEqualTo(issuer);
    RelyingParty.Code code =
        new RelyingParty.Code(
            agreed.sent("code"), request.getOrDefault("code_verifier", ""), "", "");
    JsonNode tokens = elsewhere.redeem(code).json();
    assertThat(SignedJWT.parse(tokens.path("id_token").asString()).getJWTClaimsSet().getIssuer())
        .isEqualTo(issuer);
    Reply renewed = elsewhere.refresh(tokens.path("refresh_token").asString());
    assertThat(
            SignedJWT.parse(renewed.json().path("id_token").asString())
                .getJWTClaimsSet()
                .getIssuer())
        .isEqualTo(issuer);
    Reply waits = elsewhere.authorize(browser, prompted(elsewhere));
    Reply no =
        elsewhere.post(
            browser, "/consent/refuse", RelyingParty.encoded(Map.of("state", waits.sent("state"))));
    assertThat(no.sent("iss")).isEqualTo(issuer);
  }

  private static Map<String, String> prompted(RelyingParty player) {
    Map<String, String> request = player.request();
    request.put("scope", "openid profile");
    request.put("prompt", "consent");
    return request;
  }

  @Test
  void who_has_something_to_settle_first_comes_to_the_application_afterwards() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Listener anna = Listener.some();
    Client browser = anna.signedIn(clef.client());
    must(browser, "{change_password,birth_date}");
    Map<String, String> request = player.request();
    String settle = player.authorize(browser, request).header("location");
    assertThat(settle).startsWith("/settle?next=");

    Reply password = player.get(browser, settle, "same-origin");
    String next = RelyingParty.hidden(password, "next");
    assertThat(password.text()).contains("name=\"new_password\"");
    Reply wrong =
        player.post(
            browser,
            "/settle/password",
            RelyingParty.encoded(
                Map.of("current_password", "wrong", "new_password", "short", "next", next)));
    assertThat(wrong.status()).isEqualTo(422);
    assertThat(RelyingParty.hidden(wrong, "next")).isEqualTo(next);
    Reply changed =
        player.post(
            browser,
            "/settle/password",
            RelyingParty.encoded(
                Map.of(
                    "current_password",
                    anna.password(),
                    "new_password",
                    "another horse " + anna.name(),
                    "next",
                    next)));
    Reply birthDate = player.get(browser, path(changed), "same-origin");
    assertThat(birthDate.text()).contains("name=\"birth_date\"");
    assertThat(RelyingParty.hidden(birthDate, "next")).isEqualTo(next);
    Reply told =
        player.post(
            browser,
            "/settle/birth-date",
            RelyingParty.encoded(Map.of("birth_date", "1990-02-28", "next", next)));
    Reply settled = player.get(browser, path(told), "same-origin");
    assertThat(path(settled)).isEqualTo(next);
    Reply goesOn = player.get(browser, next, "same-origin");
    assertThat(goesOn.text())
        .contains("/oauth2/authorize?")
        .contains("state=" + request.get("state"));
    assertThat(player.authorize(browser, request).header("location")).contains("/consent?");
  }

  @Test
  void the_way_past_the_sign_in_and_what_is_to_settle_is_one() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Listener anna = Listener.some();
    must(anna.signedIn(clef.client()), "{birth_date}");
    Client browser = clef.client();
    String next = player.authorize(browser, player.request()).sent("next");
    Reply signedIn =
        player.post(
            browser,
            "/sign-in",
            RelyingParty.encoded(
                Map.of("name", anna.name(), "password", anna.password(), "next", next)));
    assertThat(signedIn.sent("next")).isEqualTo(next);
    assertThat(path(signedIn)).startsWith("/settle?");
  }

  @Test
  void nobody_else_says_where_it_goes_afterwards() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Client browser = Listener.some().signedIn(clef.client());
    for (String next :
        new String[] {
          "https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""
        }) {
      Reply settled =
          player.get(
              browser, "/settle?" + RelyingParty.encoded(Map.of("next", next)), "same-origin");
      assertThat(path(settled)).as(next).isEqualTo("/privacy");
    }
  }

  private void must(Client browser, String duties) {
    UUID user = UUID.fromString(browser.get("/api/v1/me").json().get("user_id").asString());
    clef.data()
        .update("update identity.account set must = ?::text[] where user_id = ?", duties, user);
  }

  private static String path(Reply reply) {
    URI location = URI.create(reply.header("location"));
    String query = location.getRawQuery();
    return location.getRawPath() + (query == null ? "" : "?" + query);
  }
}
