package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.RelyingParty.Reply;
import dev.clef.testing.Running;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Somebody signs in to an application, from its request to what it is told. */
@ClefServer
class SignInToApplicationTest {

  private static final String CALLBACK = "https://player.example.com/callback";

  private final Running clef;

  @Autowired
  SignInToApplicationTest(Running clef) {
    this.clef = clef;
  }

  @Test
  void what_the_provider_can_do_is_told_where_the_standard_says() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    JsonNode document = player.get("/.well-known/openid-configuration").json();
    String issuer = "https://localhost:" + clef.port();
    assertThat(document.path("issuer").asString()).isEqualTo(issuer);
    assertThat(document.path("authorization_endpoint").asString())
        .isEqualTo(issuer + "/oauth2/authorize");
    assertThat(document.path("subject_types_supported").toString()).isEqualTo("[\"pairwise\"]");
    assertThat(document.path("id_token_signing_alg_values_supported").toString())
        .isEqualTo("[\"ES256\",\"EdDSA\",\"RS256\"]");
    JsonNode jwks = player.get(URI.create(document.path("jwks_uri").asString()).getPath()).json();
    assertThat(jwks.path("keys").get(0).path("crv").asString()).isEqualTo("P-256");
    assertThat(jwks.toString()).doesNotContain("\"d\"");
  }

  @Test
  void somebody_signs_in_agrees_and_the_application_is_told_once_for_each_question()
      throws Exception {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Listener anna = Listener.some();
    anna.registered(clef.client());
    Client browser = clef.client();
    Map<String, String> request = player.request();

    // From the application's site, without a session: the same again from here, then the sign-in.
    Reply bounced = player.get(browser, RelyingParty.address(request), "cross-site");
    assertThat(bounced.status()).isEqualTo(200);
    assertThat(bounced.text()).contains("http-equiv=\"refresh\"").contains("/oauth2/authorize?");
    Reply toSignIn = player.authorize(browser, request);
    assertThat(toSignIn.header("location")).startsWith("/sign-in?first&next=%2Fgo%2F");
    String next = toSignIn.sent("next");
    Reply signedIn =
        player.post(
            browser,
            "/sign-in",
            RelyingParty.encoded(
                Map.of("name", anna.name(), "password", anna.password(), "next", next)));
    assertThat(signedIn.header("location")).endsWith(next);
    String cookie = signedIn.header("set-cookie");
    browser.cookie(Client.LISTENER, cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';')));
    Reply goesOn = player.get(browser, next, "same-origin");
    assertThat(goesOn.text()).contains("state=" + request.get("state"));

    // The question, and the answer.
    Reply asks = player.authorize(browser, request);
    Reply page =
        player.get(
            browser,
            URI.create(asks.header("location")).getRawPath()
                + "?"
                + URI.create(asks.header("location")).getRawQuery(),
            "same-origin");
    assertThat(page.text()).contains("Player").contains("Your e-mail address");
    assertThat(page.header("content-security-policy"))
        .contains("form-action 'self' https://player.example.com;");
    RelyingParty.Code code = player.code(browser, request);
    assertThat(code.state()).isEqualTo(request.get("state"));

    Reply tokens = player.redeem(code);
    assertThat(tokens.status()).as(tokens.text()).isEqualTo(200);
    assertThat(tokens.header("cache-control")).contains("no-store");
    JWTClaimsSet claims = verified(player, tokens.json().path("id_token").asString());
    assertThat(claims.getIssuer()).isEqualTo("https://localhost:" + clef.port());
    assertThat(claims.getAudience()).containsExactly(player.clientId());
    assertThat(claims.getStringClaim("nonce")).isEqualTo(code.nonce());
    assertThat(claims.getLongClaim("auth_time"))
        .isBetween(0L, clef.clock().instant().getEpochSecond());
    String userId = browser.get("/api/v1/me").json().get("user_id").asString();
    assertThat(claims.getSubject()).hasSize(43).doesNotContain(userId);

    String access = tokens.json().path("access_token").asString();
    JsonNode told = player.userInfo(access).json();
    assertThat(told.path("sub").asString()).isEqualTo(claims.getSubject());
    assertThat(told.path("email").asString()).isEqualTo(anna.field("email"));
    assertThat(told.path("preferred_username").asString()).isEqualTo(anna.name());
    assertThat(told.has("birth_date")).isFalse();
    List<JsonNode> reads =
        browser
            .get("/api/v1/me/activity")
            .json()
            .path("items")
            .valueStream()
            .filter(item -> item.path("who").asString().startsWith("client:"))
            .toList();
    assertThat(reads).hasSize(1);
    assertThat(reads.getFirst().path("who").asString()).isEqualTo("client:" + player.clientId());
    assertThat(reads.getFirst().path("why").asString()).isEqualTo("application");
    assertThat(reads.getFirst().path("fields").toString()).contains("email").contains("username");

    // Whoever agreed is not asked again.
    assertThat(player.authorize(browser, player.request()).sent("code")).isNotEmpty();
  }

  @Test
  void two_sites_call_a_person_differently_and_two_applications_of_one_site_the_same()
      throws Exception {
    Client browser = Listener.some().signedIn(clef.client());
    String one = subject(RelyingParty.added(clef, "web", CALLBACK), browser);
    String same =
        subject(RelyingParty.added(clef, "web", "https://player.example.com/other"), browser);
    String other =
        subject(RelyingParty.added(clef, "web", "https://friends.example.net/cb"), browser);
    assertThat(same).isEqualTo(one);
    assertThat(other).isNotEqualTo(one);
  }

  @Test
  void a_scope_that_was_not_asked_for_opens_nothing_and_sub_alone_is_no_read() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Client browser = Listener.some().signedIn(clef.client());
    Map<String, String> request = player.request();
    request.put("scope", "openid");
    String access =
        player.redeem(player.code(browser, request)).json().path("access_token").asString();
    JsonNode told = player.userInfo(access).json();
    assertThat(told.size()).isOne();
    assertThat(told.has("sub")).isTrue();
    assertThat(browser.get("/api/v1/me/activity").text()).doesNotContain("client:");
  }

  @Test
  void an_application_may_want_a_fresh_sign_in_and_nobody_can_say_for_themselves_that_it_is() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Listener anna = Listener.some();
    Client browser = anna.signedIn(clef.client());
    player.code(browser);
    Map<String, String> aged = player.request();
    aged.put("max_age", "3600");
    assertThat(player.authorize(browser, aged).sent("code")).isNotEmpty();
    clef.clock().advance(Duration.ofSeconds(3601));
    for (Map<String, String> more :
        List.of(Map.of("max_age", "3600"), Map.of("prompt", "login"), Map.of("max_age", "0"))) {
      clef.clock().advance(Duration.ofSeconds(3601));
      Map<String, String> request = player.request();
      request.putAll(more);
      Reply again = player.authorize(browser, request);
      assertThat(again.header("location")).startsWith("/sign-in?again&next=%2Fgo%2F");
      // Without a new sign-in it does not go on, whatever the address says.
      String way = way(player, browser, again.sent("next"));
      assertThat(player.get(browser, way, "same-origin").header("location"))
          .startsWith("/sign-in?again");
      request.put("clef_since", "0");
      assertThat(player.authorize(browser, request).header("location"))
          .startsWith("/sign-in?again");
      assertThat(anna.signIn(browser).status()).isEqualTo(200);
      assertThat(player.get(browser, way, "same-origin").sent("code")).isNotEmpty();
    }
    clef.clock().advance(Duration.ofSeconds(3601));
    Map<String, String> silent = player.request();
    silent.put("max_age", "3600");
    silent.put("prompt", "none");
    assertThat(player.authorize(browser, silent).sent("error")).isEqualTo("login_required");
  }

  @Test
  void asking_for_a_fresh_sign_in_signs_nobody_out_and_the_new_session_ends_the_old() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Listener anna = Listener.some();
    Client browser = anna.signedIn(clef.client());
    clef.clock().advance(Duration.ofSeconds(10));
    Map<String, String> request = player.request();
    request.put("prompt", "login");
    Reply again = player.authorize(browser, request);
    assertThat(again.header("location")).startsWith("/sign-in?again&next=");
    assertThat(again.header("set-cookie")).isEmpty();
    assertThat(browser.get("/api/v1/me").status()).isEqualTo(200);
    Reply form = player.get(browser, again.header("location"), "same-origin");
    assertThat(form.status()).isEqualTo(200);
    String next = RelyingParty.hidden(form, "next");
    assertThat(next).isEqualTo(again.sent("next"));
    Client before = clef.client().cookie(Client.LISTENER, browser.cookie(Client.LISTENER));
    Reply signedIn =
        player.post(
            browser,
            "/sign-in",
            RelyingParty.encoded(
                Map.of("name", anna.name(), "password", anna.password(), "next", next)));
    assertThat(signedIn.header("set-cookie")).startsWith(Client.LISTENER + "=");
    assertThat(browser.get("/api/v1/me").status()).isEqualTo(200);
    assertThat(before.get("/api/v1/me").status()).isEqualTo(401);
  }

  @Test
  void a_fresh_sign_in_for_one_request_is_none_for_another() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Listener anna = Listener.some();
    Client browser = anna.signedIn(clef.client());
    player.code(browser);
    clef.clock().advance(Duration.ofSeconds(10));
    Map<String, String> request = player.request();
    request.put("prompt", "login");
    String way = way(player, browser, player.authorize(browser, request).sent("next"));
    String since = way.substring(way.indexOf("clef_since=") + "clef_since=".length());
    assertThat(anna.signIn(browser).status()).isEqualTo(200);
    for (String changed : List.of("state", "nonce", "code_challenge")) {
      Map<String, String> other = new HashMap<>(request);
      other.put(changed, player.request().getOrDefault(changed, ""));
      other.put("clef_since", since);
      Reply again = player.authorize(browser, other);
      assertThat(again.header("location")).as(changed).startsWith("/sign-in?again");
      assertThat(way(player, browser, again.sent("next")).split("clef_since=", -1)).hasSize(2);
    }
    assertThat(player.get(browser, way, "same-origin").sent("code")).isNotEmpty();
  }

  static String way(RelyingParty player, Client browser, String next) {
    String page = player.get(browser, next, "same-origin").text();
    String from = "0;url=";
    int start = page.indexOf(from) + from.length();
    return page.substring(start, page.indexOf('"', start)).replace("&amp;", "&");
  }

  @Test
  void a_person_may_say_no() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Client browser = Listener.some().signedIn(clef.client());
    Map<String, String> request = player.request();
    Reply asks = player.authorize(browser, request);
    String state = asks.sent("state");
    Client stranger = Listener.some().signedIn(clef.client());
    assertThat(player.submit(stranger, state, "openid profile email").status()).isEqualTo(400);
    Reply no =
        player.post(browser, "/consent/refuse", RelyingParty.encoded(Map.of("state", state)));
    assertThat(no.header("location")).startsWith(CALLBACK + "?");
    assertThat(no.sent("error")).isEqualTo("access_denied");
    assertThat(no.sent("state")).isEqualTo(request.get("state"));
    assertThat(no.sent("iss")).isEqualTo("https://localhost:" + clef.port());
    assertThat(player.submit(browser, state, "openid profile email").status()).isEqualTo(400);
  }

  @Test
  void a_new_signing_key_takes_over_and_what_the_old_one_signed_stays_good() throws Exception {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Client browser = Listener.some().signedIn(clef.client());
    String before = player.redeem(player.code(browser)).json().path("id_token").asString();
    assertThat(clef.operator().post("/api/v1/keys/rotations", Map.of("key", "signing")).status())
        .isEqualTo(200);
    // The new one is shown first: another node may not have seen it yet.
    clef.clock().advance(Duration.ofSeconds(9));
    String meanwhile = player.redeem(player.code(browser)).json().path("id_token").asString();
    assertThat(SignedJWT.parse(meanwhile).getHeader().getKeyID())
        .isEqualTo(SignedJWT.parse(before).getHeader().getKeyID());
    JWKSet shown = JWKSet.parse(player.get("/oauth2/jwks").text());
    clef.clock().advance(Duration.ofSeconds(1));
    String after = player.redeem(player.code(browser)).json().path("id_token").asString();
    assertThat(SignedJWT.parse(after).getHeader().getKeyID())
        .isNotEqualTo(SignedJWT.parse(before).getHeader().getKeyID());
    assertThat(shown.getKeyByKeyId(SignedJWT.parse(after).getHeader().getKeyID())).isNotNull();
    verified(player, before);
    verified(player, after);
    assertThat(clef.operator().post("/api/v1/keys/retired/destroy", Map.of()).status())
        .isEqualTo(200);
    clef.clock().advance(Duration.ofSeconds(10));
    verified(player, before);
    clef.clock().advance(Duration.ofMinutes(31));
    assertThat(player.get("/oauth2/jwks").text())
        .doesNotContain(SignedJWT.parse(before).getHeader().getKeyID());
  }

  private String subject(RelyingParty player, Client browser) throws Exception {
    return verified(player, player.redeem(player.code(browser)).json().path("id_token").asString())
        .getSubject();
  }

  /** The claims, if a published key signed them. */
  private static JWTClaimsSet verified(RelyingParty player, String token)
      throws ParseException, JOSEException {
    SignedJWT jwt = SignedJWT.parse(token);
    JWKSet keys = JWKSet.parse(player.get("/oauth2/jwks").text());
    assertThat(
            jwt.verify(new ECDSAVerifier(keys.getKeyByKeyId(jwt.getHeader().getKeyID()).toECKey())))
        .isTrue();
    return jwt.getJWTClaimsSet();
  }
}
