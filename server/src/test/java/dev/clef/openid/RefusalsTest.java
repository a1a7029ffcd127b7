package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.RelyingParty.Code;
import dev.clef.testing.RelyingParty.Reply;
import dev.clef.testing.Running;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What an application, or whoever claims to be one, is refused, in the words of the standards. */
@ClefServer
class RefusalsTest {

  private static final String CALLBACK = "https://player.example.com/callback";

  private final Running clef;

  @Autowired
  RefusalsTest(Running clef) {
    this.clef = clef;
  }

  private RelyingParty web() {
    return RelyingParty.added(clef, "web", CALLBACK);
  }

  private Client somebody() {
    return Listener.some().signedIn(clef.client());
  }

  @Test
  void a_request_without_a_challenge_or_with_a_plain_one_is_refused() {
    for (String kind : List.of("web", "spa", "native")) {
      RelyingParty player = RelyingParty.added(clef, kind, CALLBACK);
      Client browser = somebody();
      Map<String, String> without = player.request();
      without.remove("code_challenge");
      without.remove("code_challenge_method");
      assertThat(player.authorize(browser, without).sent("error")).isEqualTo("invalid_request");
      Map<String, String> plain = player.request();
      plain.put("code_challenge_method", "plain");
      plain.put("code_challenge", plain.get("code_verifier"));
      assertThat(player.authorize(browser, plain).sent("error")).isEqualTo("invalid_request");
      Map<String, String> unnamed = player.request();
      unnamed.remove("code_challenge_method");
      assertThat(player.authorize(browser, unnamed).sent("error")).isEqualTo("invalid_request");
    }
  }

  @Test
  void a_code_is_worth_nothing_without_its_verifier() {
    for (String kind : List.of("web", "spa")) {
      RelyingParty player = RelyingParty.added(clef, kind, CALLBACK);
      Client browser = somebody();
      Code code = player.code(browser);
      assertRefused(
          player.redeem(
              new Code(code.value(), "another verifier of enough characters here", "", "")),
          400,
          "invalid_grant");
      assertRefused(
          player.token(
              Map.of(
                  "grant_type",
                  "authorization_code",
                  "code",
                  code.value(),
                  "redirect_uri",
                  CALLBACK)),
          400,
          "invalid_grant");
      assertThat(player.redeem(code).status()).isEqualTo(200);
    }
  }

  @Test
  void a_code_that_is_used_again_ends_what_came_of_it() {
    RelyingParty player = web();
    Client browser = somebody();
    Code code = player.code(browser);
    JsonNode tokens = player.redeem(code).json();
    String access = tokens.path("access_token").asString();
    assertThat(player.userInfo(access).status()).isEqualTo(200);
    assertRefused(player.redeem(code), 400, "invalid_grant");
    assertThat(player.userInfo(access).status()).isEqualTo(401);
    assertRefused(player.refresh(tokens.path("refresh_token").asString()), 400, "invalid_grant");
    assertThat(browser.get("/api/v1/me/activity").json().path("items").toString())
        .contains("application.token_refused");
  }

  @Test
  void a_refresh_token_that_is_used_again_ends_its_family() {
    for (String kind : List.of("web", "spa")) {
      RelyingParty player = RelyingParty.added(clef, kind, CALLBACK);
      String first = player.redeem(player.code(somebody())).json().path("refresh_token").asString();
      JsonNode second = player.refresh(first).json();
      String access = second.path("access_token").asString();
      String refresh = second.path("refresh_token").asString();
      assertThat(refresh).isNotEqualTo(first);
      assertThat(second.path("id_token").asString()).isNotEmpty();
      assertThat(player.userInfo(access).status()).isEqualTo(200);
      assertRefused(player.refresh(first), 400, "invalid_grant");
      assertThat(player.userInfo(access).status()).isEqualTo(401);
      assertRefused(player.refresh(refresh), 400, "invalid_grant");
    }
  }

  @Test
  void who_has_never_had_a_token_of_a_family_cannot_end_it() {
    RelyingParty player = web();
    JsonNode tokens = player.redeem(player.code(somebody())).json();
    String refresh = tokens.path("refresh_token").asString();
    assertRefused(player.refresh("x".repeat(65)), 400, "invalid_grant");
    String other = refresh.startsWith("x") ? "y" : "x";
    assertRefused(player.refresh(other + refresh.substring(1)), 400, "invalid_grant");
    assertRefused(player.refresh(refresh.substring(1)), 400, "invalid_grant");
    assertThat(player.refresh(refresh).status()).isEqualTo(200);
  }

  @Test
  void tokens_of_another_application_are_worth_nothing() {
    RelyingParty player = web();
    RelyingParty thief = RelyingParty.added(clef, "web", "https://thief.example.org/cb");
    Client browser = somebody();
    String refresh = player.redeem(player.code(browser)).json().path("refresh_token").asString();
    assertRefused(thief.refresh(refresh), 400, "invalid_grant");
    Code code = player.code(browser);
    assertRefused(
        thief.token(
            Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code.value(),
                "redirect_uri",
                CALLBACK,
                "code_verifier",
                code.verifier())),
        400,
        "invalid_grant");
    // Whoever else has it, it is nobody's any more.
    assertRefused(player.redeem(code), 400, "invalid_grant");
  }

  @Test
  void a_code_goes_with_the_address_it_was_sent_to() {
    RelyingParty player =
        RelyingParty.added(
            clef,
            Map.of(
                "name", "Player",
                "kind", "web",
                "redirect_uris", List.of(CALLBACK, "https://player.example.com/other")));
    Code code = player.code(somebody());
    assertRefused(
        player.token(
            Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code.value(),
                "redirect_uri",
                "https://player.example.com/other",
                "code_verifier",
                code.verifier())),
        400,
        "invalid_grant");
  }

  @Test
  void a_code_and_a_token_are_good_for_their_time_only() {
    RelyingParty player = web();
    Client browser = somebody();
    Code late = player.code(browser);
    clef.clock().advance(Duration.ofSeconds(61));
    assertRefused(player.redeem(late), 400, "invalid_grant");
    JsonNode tokens = player.redeem(player.code(browser)).json();
    clef.clock().advance(Duration.ofMinutes(6));
    assertThat(player.userInfo(tokens.path("access_token").asString()).status()).isEqualTo(401);
    assertThat(player.refresh(tokens.path("refresh_token").asString()).status()).isEqualTo(200);
  }

  @Test
  void who_agrees_late_has_a_code_for_its_whole_time_and_a_request_that_does_not_open_has_none() {
    RelyingParty player = web();
    Client browser = somebody();
    Map<String, String> request = player.request();
    Reply asks = player.authorize(browser, request);
    clef.clock().advance(Duration.ofSeconds(570));
    String verifier = request.getOrDefault("code_verifier", "");
    Reply agreed = player.agree(browser, asks, "openid profile email");
    clef.clock().advance(Duration.ofSeconds(50));
    Reply redeemed = player.redeem(new Code(agreed.sent("code"), verifier, "", ""));
    assertThat(redeemed.status()).as(redeemed.text()).isEqualTo(200);
    Code lost = player.code(browser);
    clef.data()
        .update(
            "update openid.token_family set request = 'x' where client_id = ? and not code_used",
            player.clientId());
    assertRefused(player.redeem(lost), 400, "invalid_grant");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://player.example.com/callback/",
        "https://player.example.com/callback?x=1",
        "https://player.example.com/callback#x",
        "https://player.example.com/Callback",
        "https://player.example.com:443/callback",
        "https://player.example.com/callback%2f..",
        "https://player.example.com/x/../callback",
        "https://PLAYER.example.com/callback",
        "https://player.example.com.evil.example/callback",
        "https://player.example.com@evil.example/callback",
        "https://evil.example/callback",
        "http://player.example.com/callback",
        "//player.example.com/callback",
        "javascript:alert(1)",
        ""
      })
  void nearly_the_right_address_is_a_wrong_one_and_nothing_is_sent_there(String address) {
    RelyingParty player = web();
    Map<String, String> request = player.request();
    request.put("redirect_uri", address);
    Reply signedIn = player.authorize(somebody(), request);
    Reply nobody = player.authorize(clef.client(), request);
    for (Reply reply : List.of(signedIn, nobody)) {
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.header("location")).isEmpty();
    }
  }

  @Test
  void only_a_native_application_may_name_another_port_and_only_of_the_loopback_interface() {
    Client browser = somebody();
    RelyingParty app = RelyingParty.added(clef, "native", "http://127.0.0.1/cb");
    assertThat(asks(app, browser, "http://127.0.0.1:51004/cb")).isTrue();
    assertThat(asks(app, browser, "http://127.0.0.1:51004/other")).isFalse();
    assertThat(asks(app, browser, "http://127.0.0.2:51004/cb")).isFalse();
    assertThat(asks(app, browser, "https://127.0.0.1:51004/cb")).isFalse();
    assertThat(asks(app, browser, "http://127.0.0.1:51004@evil.example/cb")).isFalse();
    RelyingParty web = RelyingParty.added(clef, "web", "http://127.0.0.1:9000/cb");
    assertThat(asks(web, browser, "http://127.0.0.1:9000/cb")).isTrue();
    assertThat(asks(web, browser, "http://127.0.0.1:9001/cb")).isFalse();
    RelyingParty own = RelyingParty.added(clef, "native", "com.example.player:/cb");
    assertThat(asks(own, browser, "com.example.player:/cb")).isTrue();
    assertThat(asks(own, browser, "com.example.player:/other")).isFalse();
  }

  private static boolean asks(RelyingParty app, Client browser, String address) {
    Map<String, String> request = app.request();
    request.put("redirect_uri", address);
    return app.authorize(browser, request).header("location").contains("/consent?");
  }

  @Test
  void a_wrong_secret_or_none_or_another_ones_opens_nothing() {
    RelyingParty player = web();
    RelyingParty other = web();
    Code code = player.code(somebody());
    for (RelyingParty wrong :
        List.of(
            player.withSecret("wrong"),
            player.withSecret(other.secret()),
            player.withSecret("\u0000"))) {
      Reply reply = wrong.redeem(code);
      assertRefused(reply, 401, "invalid_client");
      assertThat(reply.header("www-authenticate")).startsWith("Basic");
    }
    assertRefused(player.withSecret(null).redeem(code), 401, "invalid_client");
    assertRefused(
        player.bare("/oauth2/token", Map.of("grant_type", "authorization_code")),
        401,
        "invalid_client");
    assertThat(player.redeem(code).status()).isEqualTo(200);
  }

  @Test
  void who_keeps_a_secret_proves_it_at_every_door() {
    RelyingParty player = web();
    JsonNode tokens = player.redeem(player.code(somebody())).json();
    String refresh = tokens.path("refresh_token").asString();
    Map<String, String> asks = new HashMap<>(player.request());
    asks.putAll(Map.of("grant_type", "refresh_token", "refresh_token", refresh, "token", refresh));
    for (String path :
        List.of("/oauth2/token", "/oauth2/par", "/oauth2/revoke", "/oauth2/introspect")) {
      assertRefused(player.withSecret("wrong").form(path, asks), 401, "invalid_client");
      assertRefused(player.withSecret(null).form(path, asks), 401, "invalid_client");
      assertRefused(player.bare(path, asks), 401, "invalid_client");
    }
    assertThat(player.refresh(refresh).status()).as("nothing was revoked or used").isEqualTo(200);
  }

  @Test
  void a_signed_assertion_is_no_proof_here() {
    RelyingParty player = web();
    Map<String, String> signed =
        Map.of(
            "client_id",
            player.clientId(),
            "client_assertion_type",
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion",
            "e30.e30.c2ln",
            "grant_type",
            "client_credentials",
            "token",
            "x");
    for (String path :
        List.of("/oauth2/token", "/oauth2/par", "/oauth2/revoke", "/oauth2/introspect")) {
      assertRefused(player.bare(path, signed), 401, "invalid_client");
    }
  }

  @Test
  void a_proof_of_possession_that_proves_nothing_harms_nothing() {
    RelyingParty player = web();
    String refresh = player.redeem(player.code(somebody())).json().path("refresh_token").asString();
    Map<String, String> wants = Map.of("grant_type", "refresh_token", "refresh_token", refresh);
    assertRefused(player.token(wants, Map.of("DPoP", "e30.e30.c2ln")), 400, "invalid_dpop_proof");
    Reply renewed = player.token(wants);
    assertThat(renewed.status()).as(renewed.text()).isEqualTo(200);
    assertThat(renewed.json().path("token_type").asString()).isEqualTo("Bearer");
  }

  @Test
  void an_old_secret_is_good_no_more() {
    RelyingParty player = web();
    String fresh =
        clef.operator()
            .post("/api/v1/clients/" + player.clientId() + "/secret", Map.of())
            .json()
            .path("secret")
            .asString();
    Code code = player.code(somebody());
    assertRefused(player.redeem(code), 401, "invalid_client");
    assertThat(player.withSecret(fresh).redeem(code).status()).isEqualTo(200);
  }

  @Test
  void an_unknown_application_and_a_strange_request_are_told_to_the_person_only() {
    RelyingParty player = web();
    Client browser = somebody();
    Map<String, String> unknown = player.request();
    unknown.put("client_id", "nobody");
    assertThat(player.authorize(browser, unknown).status()).isEqualTo(400);
    Map<String, String> scope = player.request();
    scope.put("scope", "openid admin");
    assertThat(player.authorize(browser, scope).sent("error")).isEqualTo("invalid_scope");
    Map<String, String> implicit = player.request();
    implicit.put("response_type", "token");
    assertThat(player.authorize(browser, implicit).header("location")).isEmpty();
    Map<String, String> silent = player.request();
    silent.put("prompt", "none");
    assertThat(player.authorize(clef.client(), silent).sent("error")).isEqualTo("login_required");
    assertThat(player.authorize(browser, silent).sent("error")).isEqualTo("consent_required");
    Map<String, String> object = player.request();
    object.put("request", "e30.e30.");
    assertThat(player.authorize(browser, object).sent("error")).isEqualTo("request_not_supported");
  }

  @Test
  void what_is_said_twice_or_wants_another_kind_of_answer_is_refused() {
    RelyingParty player = web();
    Client browser = somebody();
    player.code(browser);
    for (String more :
        List.of(
            "&max_age=0&max_age=99999", "&nonce=other", "&ui=1&ui=2", "&response_mode=fragment")) {
      Reply reply =
          player.get(browser, RelyingParty.address(player.request()) + more, "same-origin");
      assertThat(reply.sent("error")).as(more).isEqualTo("invalid_request");
    }
    for (String more : List.of("&ui=1", "&response_mode=query")) {
      Reply reply =
          player.get(browser, RelyingParty.address(player.request()) + more, "same-origin");
      assertThat(reply.sent("code")).as(more).isNotEmpty();
    }
  }

  @Test
  void a_service_acts_for_itself_and_nobody_else_may() {
    RelyingParty service =
        RelyingParty.added(
            clef, Map.of("name", "Mixer", "kind", "service", "scopes", List.of("catalog.read")));
    Reply granted =
        service.token(Map.of("grant_type", "client_credentials", "scope", "catalog.read"));
    assertThat(granted.status()).as(granted.text()).isEqualTo(200);
    assertThat(granted.json().has("refresh_token")).isFalse();
    assertThat(service.userInfo(granted.json().path("access_token").asString()).status())
        .isEqualTo(401);
    assertRefused(
        service.token(Map.of("grant_type", "client_credentials", "scope", "catalog.write")),
        400,
        "invalid_scope");
    assertRefused(
        web().token(Map.of("grant_type", "client_credentials")), 400, "unauthorized_client");
    Map<String, String> request = service.request();
    request.put("redirect_uri", CALLBACK);
    assertThat(service.authorize(somebody(), request).status()).isEqualTo(400);
  }

  @Test
  void tokens_are_looked_into_by_their_own_application_and_by_services_only() {
    RelyingParty player = web();
    RelyingParty other = web();
    RelyingParty service = RelyingParty.added(clef, Map.of("name", "Api", "kind", "service"));
    JsonNode tokens = player.redeem(player.code(somebody())).json();
    String access = tokens.path("access_token").asString();
    JsonNode told = service.form("/oauth2/introspect", Map.of("token", access)).json();
    assertThat(told.path("active").asBoolean()).isTrue();
    assertThat(told.path("client_id").asString()).isEqualTo(player.clientId());
    assertThat(told.path("sub").asString())
        .isEqualTo(player.userInfo(access).json().path("sub").asString());
    assertThat(told.path("exp").asLong() - told.path("iat").asLong()).isEqualTo(300);
    assertThat(active(player, access)).isTrue();
    assertThat(active(other, access)).isFalse();
    assertThat(active(service, tokens.path("refresh_token").asString())).isFalse();
    assertThat(active(service, "nonsense")).isFalse();
    RelyingParty spa = RelyingParty.added(clef, "spa", CALLBACK);
    assertRefused(spa.form("/oauth2/introspect", Map.of("token", access)), 401, "invalid_client");
  }

  private static boolean active(RelyingParty asks, String token) {
    Reply reply = asks.form("/oauth2/introspect", Map.of("token", token));
    assertThat(reply.status()).isEqualTo(200);
    return reply.json().path("active").asBoolean();
  }

  @Test
  void an_application_gives_its_tokens_back_and_nobody_elses() {
    for (String kind : List.of("web", "spa")) {
      RelyingParty player = RelyingParty.added(clef, kind, CALLBACK);
      RelyingParty other = web();
      Client browser = somebody();
      JsonNode tokens = player.redeem(player.code(browser)).json();
      String access = tokens.path("access_token").asString();
      String refresh = tokens.path("refresh_token").asString();
      other.form("/oauth2/revoke", Map.of("token", refresh));
      assertThat(browser.get("/api/v1/me/activity").text()).doesNotContain("application.ended");
      assertThat(player.userInfo(access).status()).isEqualTo(200);
      assertThat(player.form("/oauth2/revoke", Map.of("token", "nonsense")).status())
          .isEqualTo(200);
      assertThat(player.form("/oauth2/revoke", Map.of("token", refresh)).status()).isEqualTo(200);
      assertThat(browser.get("/api/v1/me/activity").text()).contains("application.ended");
      assertThat(player.userInfo(access).status()).isEqualTo(401);
      assertRefused(player.refresh(refresh), 400, "invalid_grant");
    }
  }

  @Test
  void a_pushed_request_is_used_once_by_its_application() {
    for (String kind : List.of("web", "spa")) {
      RelyingParty player = RelyingParty.added(clef, kind, CALLBACK);
      Client browser = somebody();
      Map<String, String> request = player.request();
      Map<String, String> pushed = new HashMap<>(request);
      pushed.remove("code_verifier");
      Reply taken = player.form("/oauth2/par", pushed);
      assertThat(taken.status()).as(taken.text()).isEqualTo(201);
      String uri = taken.json().path("request_uri").asString();
      Map<String, String> brief = Map.of("client_id", player.clientId(), "request_uri", uri);
      assertThat(
              player
                  .authorize(browser, Map.of("client_id", web().clientId(), "request_uri", uri))
                  .status())
          .isEqualTo(400);
      Reply asks = player.authorize(browser, brief);
      Reply answer = player.agree(browser, asks, request.getOrDefault("scope", ""));
      Code code =
          new Code(
              answer.sent("code"),
              request.getOrDefault("code_verifier", ""),
              answer.sent("state"),
              "");
      assertThat(code.state()).isEqualTo(request.get("state"));
      assertThat(player.redeem(code).status()).isEqualTo(200);
      assertThat(player.authorize(browser, brief).status()).isEqualTo(400);
    }
  }

  @Test
  void who_cannot_prove_anything_pushes_so_many_requests_and_no_more() {
    RelyingParty spa = RelyingParty.added(clef, "spa", CALLBACK);
    Map<String, String> pushed = new HashMap<>(spa.request());
    pushed.remove("code_verifier");
    int taken = 0;
    while (taken < 100 && spa.form("/oauth2/par", pushed).status() == 201) {
      taken++;
    }
    assertThat(taken).isBetween(10, 60);
    assertThat(spa.form("/oauth2/par", pushed).status()).isEqualTo(429);
    clef.clock().advance(Duration.ofMinutes(5));
    assertThat(spa.form("/oauth2/par", pushed).status()).isEqualTo(201);
  }

  @Test
  void a_script_of_another_origin_reaches_what_it_needs_and_nothing_that_goes_by_a_cookie() {
    RelyingParty spa = RelyingParty.added(clef, "spa", CALLBACK);
    for (String path :
        List.of(
            "/.well-known/openid-configuration", "/oauth2/jwks", "/oauth2/token", "/userinfo")) {
      Reply reply = spa.fromOrigin("OPTIONS", path, "https://player.example.com");
      assertThat(reply.status()).as(path).isEqualTo(200);
      assertThat(reply.header("access-control-allow-origin")).isEqualTo("*");
      assertThat(reply.header("access-control-allow-credentials")).isEmpty();
    }
    for (String path :
        List.of("/oauth2/authorize", "/oauth2/introspect", "/oauth2/revoke", "/api/v1/me")) {
      Reply reply = spa.fromOrigin("OPTIONS", path, "https://player.example.com");
      assertThat(reply.header("access-control-allow-origin")).as(path).isEmpty();
    }
  }

  private static void assertRefused(Reply reply, int status, String error) {
    assertThat(reply.error()).as(reply.text()).isEqualTo(error);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("cache-control")).contains("no-store");
  }
}
