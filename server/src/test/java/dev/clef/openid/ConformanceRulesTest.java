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
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What profiles of OpenID Connect and FAPI ask of a provider, where an application may choose. */
@ClefServer
class ConformanceRulesTest {

  private static final String CALLBACK = "https://profile.example.com/callback";
  private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  private final Running clef;

  @Autowired
  ConformanceRulesTest(Running clef) {
    this.clef = clef;
  }

  private static Map<String, Object> body(String kind, Object... more) {
    Map<String, Object> body = new HashMap<>();
    body.put("name", "Profile");
    body.put("kind", kind);
    body.put("redirect_uris", List.of(CALLBACK));
    for (int i = 0; i < more.length; i += 2) {
      body.put((String) more[i], more[i + 1]);
    }
    return body;
  }

  private RelyingParty added(String kind, Object... more) {
    return RelyingParty.added(clef, body(kind, more));
  }

  private Client browser() {
    return Listener.some().signedIn(clef.client());
  }

  private static Map<String, String> withoutPkce(RelyingParty player) {
    Map<String, String> request = player.request();
    request.keySet().removeIf(name -> name.startsWith("code_"));
    return request;
  }

  private static Map<String, String> redemption(RelyingParty player, Code code) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code.value());
    form.put("redirect_uri", player.redirectUri());
    return form;
  }

  @Test
  void an_application_that_cannot_do_pkce_may_be_let_off_and_no_other() {
    Client browser = browser();
    RelyingParty usual = added("web");
    assertThat(usual.authorize(browser, withoutPkce(usual)).sent("error"))
        .isEqualTo("invalid_request");
    RelyingParty old = added("web", "pkce_optional", true);
    Code code = old.code(browser, withoutPkce(old));
    // A verifier where nothing was announced is somebody else's code (RFC 9700 §4.8.2).
    Map<String, String> injected = redemption(old, code);
    injected.put("code_verifier", "x".repeat(64));
    assertThat(old.token(injected).error()).isEqualTo("invalid_grant");
    assertThat(old.token(redemption(old, old.code(browser, withoutPkce(old)))).status())
        .isEqualTo(200);
    // Who announces something has to keep to it.
    Code announced = old.code(browser);
    assertThat(old.token(redemption(old, announced)).error()).isEqualTo("invalid_grant");
    for (String kind : List.of("spa", "native", "service", "device")) {
      Client.Answer refused =
          clef.operator().post("/api/v1/clients", body(kind, "pkce_optional", true));
      assertThat(refused.status()).as(kind).isEqualTo(400);
    }
  }

  @Test
  void who_asks_for_offline_access_gets_the_rest() {
    RelyingParty player = added("web", "asks", false);
    Client browser = browser();
    Map<String, String> asked = player.request();
    asked.put("scope", "openid offline_access");
    JsonNode tokens = player.redeem(player.code(browser, asked)).json();
    assertThat(tokens.path("scope").asString()).isEqualTo("openid");
    assertThat(tokens.path("refresh_token").asString()).isNotEmpty();

    Map<String, String> pushed = new HashMap<>(player.request());
    pushed.remove("code_verifier");
    pushed.put("scope", "openid offline_access");
    Reply said = player.form("/oauth2/par", pushed);
    assertThat(said.status()).as(said.toString()).isEqualTo(201);
    Map<String, String> nothing = player.request();
    nothing.put("scope", "offline_access");
    assertThat(player.authorize(browser, nothing).sent("error")).isEqualTo("invalid_scope");
    asked.put("scope", "openid everything");
    assertThat(player.authorize(browser, asked).sent("error")).isEqualTo("invalid_scope");
  }

  @Test
  void who_asks_for_offline_access_with_a_refresh_token_gets_the_rest() {
    RelyingParty player = added("web", "asks", false);
    Map<String, String> asked = player.request();
    asked.put("scope", "openid profile offline_access");
    String held =
        player.redeem(player.code(browser(), asked)).json().path("refresh_token").asString();
    Map<String, String> renewal = new HashMap<>();
    renewal.put("grant_type", "refresh_token");
    renewal.put("refresh_token", held);
    for (String wider : List.of("offline_access", "openid email offline_access")) {
      renewal.put("scope", wider);
      assertThat(player.token(renewal).error()).as(wider).isEqualTo("invalid_scope");
    }
    renewal.put("scope", "openid offline_access");
    Reply renewed = player.token(renewal);
    assertThat(renewed.status()).as(renewed.toString()).isEqualTo(200);
    assertThat(renewed.json().path("scope").asString()).isEqualTo("openid");
  }

  @Test
  void a_pushed_request_is_good_for_as_long_as_was_said() {
    RelyingParty player = added("web", "asks", false);
    Client browser = browser();
    for (int seconds : List.of(298, 299)) {
      Map<String, String> pushed = new HashMap<>(player.request());
      pushed.remove("code_verifier");
      JsonNode said = player.form("/oauth2/par", pushed).json();
      assertThat(said.path("expires_in").asInt()).isEqualTo(299);
      clef.clock().advance(Duration.ofSeconds(seconds));
      Reply answer =
          player.authorize(
              browser,
              Map.of(
                  "client_id",
                  player.clientId(),
                  "request_uri",
                  said.path("request_uri").asString()));
      assertThat(answer.sent("code").isEmpty()).as("after %d s", seconds).isEqualTo(seconds == 299);
    }
  }

  @Test
  void an_application_that_has_to_push_is_not_heard_otherwise() {
    Client browser = browser();
    RelyingParty player = added("web", "par_required", true, "asks", false);
    Reply direct = player.authorize(browser, player.request());
    assertThat(direct.sent("error")).isEqualTo("invalid_request");
    Map<String, String> blank = player.request();
    blank.put("request_uri", " ");
    assertThat(player.authorize(browser, blank).sent("code")).isEmpty();
    String disguised = RelyingParty.address(player.request()) + "&request%5Furi=x";
    assertThat(player.get(browser, disguised, "same-origin").sent("code"))
        .as("a name that is read in one place and not in another")
        .isEmpty();
    Map<String, String> request = player.request();
    Map<String, String> pushed = new HashMap<>(request);
    pushed.remove("code_verifier");
    String uri = player.form("/oauth2/par", pushed).json().path("request_uri").asString();
    Reply answer =
        player.authorize(browser, Map.of("client_id", player.clientId(), "request_uri", uri));
    Code code = new Code(answer.sent("code"), request.getOrDefault("code_verifier", ""), "", "");
    assertThat(player.redeem(code).status()).isEqualTo(200);
    assertThat(
            clef.operator()
                .post(
                    "/api/v1/clients",
                    body("device", "redirect_uris", List.of(), "par_required", true))
                .status())
        .isEqualTo(400);
  }

  @Test
  void a_request_may_come_as_a_form_of_any_site() {
    Client browser = browser();
    RelyingParty player = added("web", "asks", false);
    Map<String, String> request = player.request();
    Map<String, String> form = new LinkedHashMap<>(request);
    form.remove("code_verifier");
    form.put("state", "a&b=c d+é");
    Reply sent = player.bare("/oauth2/authorize", form);
    assertThat(sent.status()).isEqualTo(303);
    assertThat(sent.header("location")).startsWith("/oauth2/authorize?");
    assertThat(sent.header("content-security-policy")).isNotEmpty();
    Reply answer = player.get(browser, sent.header("location"), "same-origin");
    assertThat(answer.sent("state")).isEqualTo("a&b=c d+é");
    Code code = new Code(answer.sent("code"), request.getOrDefault("code_verifier", ""), "", "");
    assertThat(player.redeem(code).status()).isEqualTo(200);
    // A browser that says it takes anything is led to the sign-in like every other.
    assertThat(player.accepting("*/*", sent.header("location")).header("location"))
        .startsWith("/sign-in");
    assertThat(player.accepting("application/json", sent.header("location")).status())
        .isEqualTo(401);
    // What is said twice is refused, by a form as by a link.
    Reply twice = player.bare("/oauth2/authorize?state=twice", form);
    assertThat(player.get(browser, twice.header("location"), "same-origin").sent("code")).isEmpty();
    // The answer to a question is none, and is taken from our own pages alone.
    assertThat(player.bare("/oauth2/authorize", Map.of("client_id", "x", "state", "y")).status())
        .isEqualTo(401);
  }

  @Test
  void an_application_with_two_keys_keeps_its_refresh_token() throws Exception {
    KeyHolder key = KeyHolder.of("ES256");
    RelyingParty player = added("web", "jwks", key.jwks(), "dpop_bound", true);
    Code code = player.code(browser());
    Map<String, String> form = redemption(player, code);
    form.put("code_verifier", code.verifier());
    String first = refreshToken(asking(player, key, form));
    Callable<Reply> again =
        () -> asking(player, key, Map.of("grant_type", "refresh_token", "refresh_token", first));
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Reply> one : pool.invokeAll(List.of(again, again, again))) {
        assertThat(refreshToken(one.get())).isEqualTo(first);
      }
    }
    assertThat(refreshToken(again.call())).isEqualTo(first);
    // One that keeps a secret, or whose tokens are bound to nothing, does not.
    RelyingParty unbound = added("web", "jwks", key.jwks());
    Code other = unbound.code(browser());
    Map<String, String> plain = redemption(unbound, other);
    plain.put("code_verifier", other.verifier());
    String old = refreshToken(asking(unbound, key, plain));
    Map<String, String> refreshing = Map.of("grant_type", "refresh_token", "refresh_token", old);
    assertThat(refreshToken(asking(unbound, key, refreshing))).isNotEqualTo(old);
    assertThat(asking(unbound, key, refreshing).error()).isEqualTo("invalid_grant");
  }

  @Test
  void a_client_of_fapi_says_the_name_of_the_provider_alone() {
    KeyHolder key = KeyHolder.of("ES256");
    String issuer = "https://localhost:" + clef.port();
    for (boolean strict : List.of(true, false)) {
      RelyingParty bank =
          added("web", "jwks", key.jwks(), "dpop_bound", true, "par_required", strict);
      for (String audience : List.of(issuer, issuer + "/oauth2/token")) {
        Map<String, String> pushed = new HashMap<>(bank.request());
        pushed.remove("code_verifier");
        pushed.put("client_assertion_type", TYPE);
        pushed.put(
            "client_assertion",
            key.sign(
                Map.of(), KeyHolder.assertion(bank.clientId(), audience, clef.clock().instant())));
        int taken = strict && !audience.equals(issuer) ? 401 : 201;
        assertThat(bank.bare("/oauth2/par", pushed).status())
            .as("%s %s", strict, audience)
            .isEqualTo(taken);
      }
    }
  }

  private static String refreshToken(Reply answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().path("refresh_token").asString();
  }

  private Reply asking(RelyingParty player, KeyHolder key, Map<String, String> form) {
    String issuer = "https://localhost:" + clef.port();
    Map<String, String> sent = new HashMap<>(form);
    sent.put("client_assertion_type", TYPE);
    sent.put(
        "client_assertion",
        key.sign(Map.of(), KeyHolder.assertion(player.clientId(), issuer, clef.clock().instant())));
    sent.put("client_id", player.clientId());
    String proof =
        key.prove(KeyHolder.proof("POST", issuer + "/oauth2/token", clef.clock().instant()));
    return player.token(sent, Map.of("DPoP", proof));
  }

  @Test
  void by_an_invitation_those_who_keep_a_secret_may_be_let_off_pkce() {
    String token =
        clef.operator()
            .post("/api/v1/clients/invitations", Map.of("uses", 3, "pkce_optional", true))
            .json()
            .path("token")
            .asString();
    Map<String, Object> metadata = new HashMap<>();
    metadata.put("client_name", "Guest");
    metadata.put("redirect_uris", List.of(CALLBACK));
    RelyingParty guest = registered(token, metadata);
    assertThat(guest.code(browser(), withoutPkce(guest)).value()).isNotEmpty();
    metadata.put("require_pushed_authorization_requests", true);
    RelyingParty pushing = registered(token, metadata);
    assertThat(pushing.authorize(browser(), pushing.request()).sent("error"))
        .isEqualTo("invalid_request");
    metadata.remove("require_pushed_authorization_requests");
    metadata.put("token_endpoint_auth_method", "none");
    RelyingParty open = registered(token, metadata);
    assertThat(open.authorize(browser(), withoutPkce(open)).sent("error"))
        .isEqualTo("invalid_request");
  }

  private RelyingParty registered(String token, Map<String, Object> metadata) {
    Reply made =
        new RelyingParty("localhost", clef.port(), "", null, "")
            .json(
                "/connect/register",
                Client.JSON.writeValueAsString(metadata),
                Map.of("Authorization", "Bearer " + token));
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return new RelyingParty(
        "localhost",
        clef.port(),
        made.json().path("client_id").asString(),
        made.json().path("client_secret").asString(null),
        CALLBACK);
  }
}
