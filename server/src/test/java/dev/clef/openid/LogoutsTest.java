package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.Running;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Applications are told that somebody signed out (OpenID Connect Back-Channel Logout). */
@ClefServer
@TestPropertySource(properties = "clef.openid.logout-to-private=true")
class LogoutsTest {

  private static final String SENT = "POST /logout?from=clef logout_token=";
  private static final List<String> TOLD = new CopyOnWriteArrayList<>();
  private static final AtomicInteger STATUS = new AtomicInteger(200);
  private static final HttpServer APPLICATION = application();
  private static final String PLACE =
      "http://127.0.0.1:" + APPLICATION.getAddress().getPort() + "/logout?from=clef";
  private static final String CALLBACK = "https://player.example.com/callback";

  private final Running clef;
  private final Logouts logouts;

  @Autowired
  LogoutsTest(Running clef, Logouts logouts) {
    this.clef = clef;
    this.logouts = logouts;
  }

  private static HttpServer application() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
            TOLD.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(STATUS.get(), -1);
            exchange.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterAll
  static void stop() {
    APPLICATION.stop(0);
  }

  @BeforeEach
  void nothingTold() {
    clef.data().update("delete from openid.logout");
    STATUS.set(200);
    TOLD.clear();
  }

  private RelyingParty player() {
    return RelyingParty.added(
        clef,
        Map.of(
            "name",
            "Player",
            "kind",
            "web",
            "redirect_uris",
            List.of(CALLBACK),
            "backchannel_logout_uri",
            PLACE));
  }

  private JWTClaimsSet signIn(RelyingParty player, Client browser) throws Exception {
    JsonNode tokens = player.redeem(player.code(browser)).json();
    return SignedJWT.parse(tokens.path("id_token").asString()).getJWTClaimsSet();
  }

  @Test
  void an_application_whose_person_takes_back_what_they_allowed_is_told() throws Exception {
    RelyingParty player = player();
    Client browser = Listener.some().signedIn(clef.client());
    JWTClaimsSet idToken = signIn(player, browser);
    assertThat(browser.delete("/api/v1/me/applications/" + player.clientId()).status())
        .isEqualTo(204);
    awaitTold(1);
    assertThat(checked(player, TOLD.getFirst()).getSubject()).isEqualTo(idToken.getSubject());
    String token = TOLD.getFirst().substring(SENT.length());
    assertThat(player.get(browser, "/connect/logout?id_token_hint=" + token, "cross-site").status())
        .as("signed by us, for this application, and no ID token")
        .isEqualTo(400);
  }

  private static void awaitTold(int times) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> TOLD.size() >= times);
  }

  /** What was told, checked by the keys the server publishes. */
  private static JWTClaimsSet checked(RelyingParty player, String told) throws Exception {
    assertThat(told).startsWith(SENT);
    SignedJWT jwt = SignedJWT.parse(told.substring(SENT.length()));
    assertThat(jwt.getHeader().getType().getType()).isEqualTo("logout+jwt");
    assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo("ES256");
    JWKSet keys = JWKSet.parse(player.get("/oauth2/jwks").text());
    assertThat(
            jwt.verify(new ECDSAVerifier(keys.getKeyByKeyId(jwt.getHeader().getKeyID()).toECKey())))
        .isTrue();
    return jwt.getJWTClaimsSet();
  }

  @Test
  void who_signs_out_of_a_session_is_signed_out_of_its_applications_and_of_no_others()
      throws Exception {
    RelyingParty player = player();
    RelyingParty silent = RelyingParty.added(clef, "web", CALLBACK);
    Listener anna = Listener.some();
    Client browser = anna.signedIn(clef.client());
    Client phone = clef.client();
    anna.signIn(phone);
    JWTClaimsSet here = signIn(player, browser);
    JWTClaimsSet there = signIn(player, phone);
    JWTClaimsSet again = signIn(player, browser);
    String sid = here.getStringClaim("sid");
    assertThat(sid).hasSize(43).isEqualTo(again.getStringClaim("sid"));
    assertThat(there.getStringClaim("sid")).isNotEqualTo(sid);
    assertThat(signIn(silent, browser).getStringClaim("sid")).isNotEqualTo(sid);

    assertThat(browser.post("/api/v1/sign-out", Map.of()).status()).isEqualTo(204);
    awaitTold(1);
    JWTClaimsSet told = checked(player, TOLD.getFirst());
    assertThat(told.getIssuer()).isEqualTo("https://localhost:" + clef.port());
    assertThat(told.getAudience()).containsExactly(player.clientId());
    assertThat(told.getSubject()).isEqualTo(here.getSubject());
    assertThat(told.getStringClaim("sid")).isEqualTo(sid);
    assertThat(told.getJWTID()).isNotEmpty();
    assertThat(told.getClaim("nonce")).isNull();
    assertThat(told.getClaims().get("events"))
        .isEqualTo(Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
    assertThat(told.getExpirationTime().toInstant())
        .isEqualTo(told.getIssueTime().toInstant().plusSeconds(120));
    logouts.tellDue();
    assertThat(TOLD).hasSize(1);
    assertThat(waiting(player)).isZero();
  }

  @Test
  void everything_that_ends_a_person_s_sign_ins_is_told() throws Exception {
    RelyingParty player = player();
    Listener anna = Listener.some();
    Client browser = anna.signedIn(clef.client());
    Client phone = clef.client();
    anna.signIn(phone);
    List<String> sids =
        List.of(
            signIn(player, browser).getStringClaim("sid"),
            signIn(player, phone).getStringClaim("sid"));
    assertThat(browser.delete("/api/v1/me/sessions").status()).isEqualTo(204);
    awaitTold(2);
    assertThat(
            List.of(
                checked(player, TOLD.get(0)).getStringClaim("sid"),
                checked(player, TOLD.get(1)).getStringClaim("sid")))
        .containsExactlyInAnyOrderElementsOf(sids);

    TOLD.clear();
    anna.signIn(browser);
    signIn(player, browser);
    assertThat(
            browser
                .put(
                    "/api/v1/me/password",
                    Map.of(
                        "current_password",
                        anna.password(),
                        "new_password",
                        "another horse " + anna.name()))
                .status())
        .isEqualTo(204);
    awaitTold(1);

    TOLD.clear();
    String subject = signIn(player, browser).getSubject();
    assertThat(
            browser
                .delete("/api/v1/me", Map.of("password", "another horse " + anna.name()))
                .status())
        .isIn(200, 202);
    awaitTold(1);
    assertThat(checked(player, TOLD.getFirst()).getSubject()).isEqualTo(subject);
  }

  @Test
  void who_was_never_told_that_somebody_signed_in_is_not_told_that_they_left() throws Exception {
    RelyingParty player = player();
    Client browser = Listener.some().signedIn(clef.client());
    player.code(browser); // never redeemed
    Map<String, String> request = new HashMap<>(player.request());
    request.put("scope", "profile");
    player.redeem(player.code(browser, request));
    browser.delete("/api/v1/me/sessions");
    assertThat(waiting(player)).isZero();
  }

  @Test
  void an_application_that_does_not_answer_is_told_later_and_at_last_no_more() throws Exception {
    RelyingParty player = player();
    STATUS.set(503);
    Client browser = Listener.some().signedIn(clef.client());
    signIn(player, browser);
    browser.post("/api/v1/sign-out", Map.of());
    awaitTold(1);
    Awaitility.await().until(() -> attempts(player) == 1);
    logouts.tellDue();
    assertThat(TOLD).as("not at once").hasSize(1);
    STATUS.set(302);
    clef.clock().advance(Duration.ofSeconds(6));
    awaitTold(2);
    Awaitility.await().until(() -> attempts(player) == 2);
    assertThat(TOLD).as("no redirect is followed").noneMatch(one -> one.contains("elsewhere"));
    assertThat(checked(player, TOLD.get(1)).getJWTID())
        .isNotEqualTo(checked(player, TOLD.get(0)).getJWTID());
    clef.clock().advance(Duration.ofHours(24));
    Awaitility.await().until(() -> waiting(player) == 0);
    assertThat(TOLD).hasSize(2);

    STATUS.set(400);
    signIn(player, Listener.some().signedIn(browser));
    browser.post("/api/v1/sign-out", Map.of());
    awaitTold(3);
    Awaitility.await().until(() -> waiting(player) == 0);
  }

  @Test
  void what_waits_says_nothing_and_only_a_known_server_is_spoken_to() throws Exception {
    RelyingParty player = player();
    STATUS.set(503);
    Client browser = Listener.some().signedIn(clef.client());
    String subject = signIn(player, browser).getSubject();
    browser.post("/api/v1/sign-out", Map.of());
    awaitTold(1);
    String dump = (String) clef.data().one("select string_agg(l::text, ' ') from openid.logout l");
    assertThat(dump).contains(player.clientId()).doesNotContain(subject);
    // This server has a certificate of its own making, which nobody vouches for.
    URI own = URI.create("https://localhost:" + clef.port() + "/");
    assertThatThrownBy(() -> new LogoutCarrier(true).post(own, "x"))
        .isInstanceOf(SSLException.class);
  }

  @Test
  void an_address_is_one_of_a_server_and_reached_by_https() {
    for (String address :
        List.of(
            "http://player.example.com/logout",
            "https://player.example.com/logout#x",
            "https://user@player.example.com/logout",
            "com.example.player:/logout",
            "ftp://player.example.com/",
            "")) {
      assertThat(refusedField("web", address)).isEqualTo("backchannel_logout_uri");
    }
    assertThat(refusedField("spa", PLACE)).isEqualTo("backchannel_logout_uri");
  }

  private String refusedField(String kind, String address) {
    Client.Answer answer =
        clef.operator()
            .post(
                "/api/v1/clients",
                Map.of(
                    "name",
                    "x",
                    "kind",
                    kind,
                    "redirect_uris",
                    List.of(CALLBACK),
                    "backchannel_logout_uri",
                    address));
    assertThat(answer.status()).isEqualTo(400);
    return answer.json().at("/errors/0/field").asString();
  }

  private long waiting(RelyingParty player) {
    return clef.data()
        .count("select count(*) from openid.logout where client_id = ?", player.clientId());
  }

  private long attempts(RelyingParty player) {
    return clef.data()
        .count(
            "select coalesce(max(attempts), 0) from openid.logout where client_id = ?",
            player.clientId());
  }
}
