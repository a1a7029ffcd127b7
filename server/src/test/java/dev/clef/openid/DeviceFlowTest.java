package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.KeyHolder;
import dev.clef.testing.Listener;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.RelyingParty.Reply;
import dev.clef.testing.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Devices whose person types a code into a page here (RFC 8628). */
@ClefServer
class DeviceFlowTest {

  private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";

  private final Running clef;
  private final DeviceRequests requests;

  @Autowired
  DeviceFlowTest(Running clef, DeviceRequests requests) {
    this.clef = clef;
    this.requests = requests;
  }

  private RelyingParty television() {
    return RelyingParty.added(clef, Map.of("name", "Television", "kind", "device"));
  }

  private static JsonNode start(RelyingParty device) {
    Reply started =
        device.form("/oauth2/device_authorization", Map.of("scope", "openid email offline_access"));
    assertThat(started.status()).as(started.text()).isEqualTo(200);
    assertThat(started.header("cache-control")).contains("no-store");
    return started.json();
  }

  private static Reply poll(RelyingParty device, JsonNode started) {
    return device.token(
        Map.of("grant_type", GRANT, "device_code", started.path("device_code").asString()));
  }

  /** After as long as the device was told to wait. */
  private Reply pollLater(RelyingParty device, JsonNode started) {
    clef.clock().advance(Duration.ofSeconds(5));
    return poll(device, started);
  }

  private static Reply typed(RelyingParty device, Client browser, String code) {
    return device.post(browser, "/device", RelyingParty.encoded(Map.of("user_code", code)));
  }

  private static Reply answer(RelyingParty device, Client browser, Reply page, String answer) {
    return device.post(
        browser,
        "/device/" + answer,
        RelyingParty.encoded(Map.of("question", RelyingParty.hidden(page, "question"))));
  }

  private static String code(JsonNode started) {
    return started.path("user_code").asString();
  }

  @Test
  void somebody_signs_in_on_a_television() throws Exception {
    RelyingParty device = television();
    Client browser = Listener.some().signedIn(clef.client());
    JsonNode started = start(device);
    assertThat(code(started)).matches("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}");
    String page = "https://localhost:" + clef.port() + "/device";
    assertThat(started.path("verification_uri").asString()).isEqualTo(page);
    assertThat(started.path("verification_uri_complete").asString())
        .isEqualTo(page + "?user_code=" + code(started));
    assertThat(started.path("expires_in").asInt()).isEqualTo(600);
    assertThat(started.path("interval").asInt()).isEqualTo(5);
    Reply waiting = poll(device, started);
    assertThat(waiting.status()).isEqualTo(400);
    assertThat(waiting.error()).isEqualTo("authorization_pending");

    // A code in the address is shown, and nothing else happens by it.
    Reply form = device.get(browser, "/device?user_code=" + code(started), "none");
    assertThat(form.text()).contains("value=\"" + code(started) + "\"").contains("own device");
    assertThat(pollLater(device, started).error()).isEqualTo("authorization_pending");

    // However it is typed.
    Reply asks =
        typed(device, browser, " " + code(started).toLowerCase(Locale.ROOT).replace("-", " "));
    assertThat(asks.status()).as(asks.text()).isEqualTo(200);
    assertThat(asks.text()).contains("Television", "own device", "Your e-mail address");
    assertThat(asks.text()).doesNotContain("Your names");
    assertThat(answer(device, browser, asks, "allow").text()).contains("Your device is signed in");

    Reply granted = pollLater(device, started);
    assertThat(granted.status()).as(granted.text()).isEqualTo(200);
    JsonNode tokens = granted.json();
    assertThat(tokens.path("scope").asString().split(" ", -1)).containsOnly("openid", "email");
    Reply told = device.userInfo(tokens.path("access_token").asString());
    assertThat(told.json().path("email").asString()).isNotEmpty();
    SignedJWT idToken = SignedJWT.parse(tokens.path("id_token").asString());
    assertThat(idToken.getJWTClaimsSet().getSubject())
        .isEqualTo(told.json().path("sub").asString());
    assertThat(idToken.getJWTClaimsSet().getAudience()).containsExactly(device.clientId());
    assertThat(pollLater(device, started).error()).isEqualTo("invalid_grant");
    Reply renewed = device.refresh(tokens.path("refresh_token").asString());
    assertThat(renewed.status()).as(renewed.text()).isEqualTo(200);
    assertThat(device.refresh(tokens.path("refresh_token").asString()).error())
        .isEqualTo("invalid_grant");
    String activity = browser.get("/api/v1/me/activity").text();
    assertThat(activity).contains("application.allowed", "application.sign_in");
  }

  @Test
  void who_says_no_is_asked_no_more_and_the_device_is_told() {
    RelyingParty device = television();
    Client browser = Listener.some().signedIn(clef.client());
    JsonNode started = start(device);
    Reply asks = typed(device, browser, code(started));
    assertThat(answer(device, browser, asks, "refuse").text()).contains("Nothing was allowed");
    assertThat(poll(device, started).error()).isEqualTo("access_denied");
    assertThat(answer(device, browser, asks, "allow").status()).isEqualTo(400);
    assertThat(pollLater(device, started).error()).isEqualTo("access_denied");
    assertThat(browser.get("/api/v1/me/activity").text()).contains("application.refused");
  }

  @Test
  void a_device_in_a_hurry_is_slowed_down() {
    RelyingParty device = television();
    JsonNode started = start(device);
    assertThat(poll(device, started).error()).isEqualTo("authorization_pending");
    assertThat(poll(device, started).error()).isEqualTo("slow_down");
    clef.clock().advance(Duration.ofSeconds(6));
    assertThat(poll(device, started).error()).as("ten seconds now").isEqualTo("slow_down");
    clef.clock().advance(Duration.ofSeconds(15));
    assertThat(poll(device, started).error()).isEqualTo("authorization_pending");
  }

  @Test
  void a_code_has_an_end() {
    RelyingParty device = television();
    Client browser = Listener.some().signedIn(clef.client());
    JsonNode started = start(device);
    Reply asks = typed(device, browser, code(started));
    clef.clock().advance(Duration.ofMinutes(10));
    assertThat(typed(device, browser, code(started)).status()).isEqualTo(422);
    assertThat(answer(device, browser, asks, "allow").status()).isEqualTo(400);
    assertThat(poll(device, started).error()).isEqualTo("expired_token");
    requests.deleteExpired();
    assertThat(poll(device, started).error()).isEqualTo("expired_token");
    clef.clock().advance(Duration.ofMinutes(11));
    requests.deleteExpired();
    assertThat(poll(device, started).error()).isEqualTo("invalid_grant");
  }

  @Test
  void a_question_is_for_who_was_asked_and_for_nobody_else() {
    RelyingParty device = television();
    Client anna = Listener.some().signedIn(clef.client());
    Client bert = Listener.some().signedIn(clef.client());
    JsonNode started = start(device);
    Reply asks = typed(device, anna, code(started));
    assertThat(answer(device, bert, asks, "allow").status()).isEqualTo(400);
    assertThat(device.post(anna, "/device/allow", "question=x").status()).isEqualTo(400);
    assertThat(poll(device, started).error()).isEqualTo("authorization_pending");
    // Nobody types anything without a sign-in, and the way back keeps the code.
    Reply led = device.get(clef.client(), "/device?user_code=BCDF-GHJK", "none");
    assertThat(led.header("location")).startsWith("/sign-in?first&next=%2Fgo%2F");
    for (String wrong : List.of("", "BCDF-GHJ", "AEIO-UAEI", "BCDF-GHJK", "x".repeat(40))) {
      assertThat(typed(device, anna, wrong).status()).as(wrong).isEqualTo(422);
    }
  }

  @Test
  void codes_are_not_guessed() {
    RelyingParty device = television();
    Client browser = Listener.some().signedIn(clef.client());
    int taken = 0;
    while (taken < 40 && typed(device, browser, "BCDF-GHJK").status() == 422) {
      taken++;
    }
    assertThat(taken).isEqualTo(10);
    assertThat(typed(device, browser, "BCDF-GHJK").status()).isEqualTo(429);
    // Another person of the same network goes on until the network has had enough.
    Client other = Listener.some().signedIn(clef.client());
    assertThat(typed(device, other, "BCDF-GHJK").status()).isEqualTo(422);
  }

  @Test
  void only_a_device_asks_this_way_and_only_for_what_it_may() {
    RelyingParty device = television();
    RelyingParty web = RelyingParty.added(clef, "web", "https://player.example.com/cb");
    String path = "/oauth2/device_authorization";
    assertRefused(device.bare(path, Map.of("scope", "openid")), 400, "invalid_request");
    assertRefused(
        device.bare(path, Map.of("client_id", "unknown", "scope", "openid")),
        401,
        "invalid_client");
    assertRefused(
        web.bare(path, Map.of("client_id", web.clientId(), "scope", "openid")),
        400,
        "unauthorized_client");
    assertRefused(web.form(path, Map.of("scope", "openid")), 401, "invalid_client");
    assertRefused(device.form(path, Map.of("scope", "openid admin")), 400, "invalid_scope");
    assertRefused(device.form(path, Map.of("scope", "offline_access")), 400, "invalid_scope");
    assertRefused(device.form(path, Map.of()), 400, "invalid_scope");
    JsonNode started = start(device);
    RelyingParty other = television();
    assertRefused(poll(other, started), 400, "invalid_grant");
    assertRefused(poll(web, started), 400, "unauthorized_client");
    assertRefused(
        device.token(Map.of("grant_type", GRANT, "device_code", code(started))),
        400,
        "invalid_grant");
    assertRefused(device.token(Map.of("grant_type", GRANT)), 400, "invalid_request");
    // It has no address, so that nothing is ever sent to one.
    Map<String, String> request = new HashMap<>(web.request());
    request.put("client_id", device.clientId());
    assertThat(
            device.authorize(Listener.some().signedIn(clef.client()), request).header("location"))
        .isEmpty();
    assertThat(
            clef.operator()
                .post(
                    "/api/v1/clients",
                    Map.of(
                        "name",
                        "x",
                        "kind",
                        "device",
                        "redirect_uris",
                        List.of("https://player.example.com/cb")))
                .status())
        .isEqualTo(400);
  }

  private static void assertRefused(Reply answer, int status, String error) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.error()).isEqualTo(error);
  }

  @Test
  void what_was_allowed_ends_with_the_person_even_before_the_device_asks() {
    RelyingParty device = television();
    Client browser = Listener.some().signedIn(clef.client());
    UUID user = UUID.fromString(browser.get("/api/v1/me").json().get("user_id").asString());
    JsonNode started = start(device);
    answer(device, browser, typed(device, browser, code(started)), "allow");
    assertThat(
            clef.data().count("select count(*) from openid.device_request where user_id = ?", user))
        .isOne();
    assertThat(browser.delete("/api/v1/me/sessions").status()).isEqualTo(204);
    assertThat(
            clef.data().count("select count(*) from openid.device_request where user_id = ?", user))
        .isZero();
    assertThat(poll(device, started).error()).isEqualTo("invalid_grant");
  }

  @Test
  void of_two_that_ask_at_once_one_gets_something_and_a_key_binds_it() throws Exception {
    RelyingParty device = television();
    Client browser = Listener.some().signedIn(clef.client());
    JsonNode started = start(device);
    answer(device, browser, typed(device, browser, code(started)), "allow");
    KeyHolder key = KeyHolder.of("ES256");
    Callable<Reply> ask =
        () ->
            device.token(
                Map.of("grant_type", GRANT, "device_code", started.path("device_code").asString()),
                Map.of(
                    "DPoP",
                    key.prove(
                        KeyHolder.proof(
                            "POST",
                            "https://localhost:" + clef.port() + "/oauth2/token",
                            clef.clock().instant()))));
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Reply> good = new ArrayList<>();
      for (Future<Reply> one : pool.invokeAll(List.of(ask, ask, ask))) {
        if (one.get().status() == 200) {
          good.add(one.get());
        }
      }
      assertThat(good).hasSize(1);
      JsonNode tokens = good.getFirst().json();
      assertThat(tokens.path("token_type").asString()).isEqualTo("DPoP");
      assertThat(device.refresh(tokens.path("refresh_token").asString()).error())
          .isEqualTo("invalid_dpop_proof");
    }
  }

  @Test
  void codes_are_stored_as_digests_only() {
    RelyingParty device = television();
    JsonNode started = start(device);
    String dump =
        (String) clef.data().one("select string_agg(d::text, ' ') from openid.device_request d");
    assertThat(dump)
        .contains(device.clientId())
        .doesNotContain(code(started))
        .doesNotContain(code(started).replace("-", ""))
        .doesNotContain(started.path("device_code").asString());
  }
}
