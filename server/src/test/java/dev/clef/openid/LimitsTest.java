package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.RelyingParty.Code;
import dev.clef.testing.RelyingParty.Reply;
import dev.clef.testing.Running;
import dev.clef.testing.TestPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** How often, how long and how many times something may be done, and that it is noted. */
@ClefServer
@TestPropertySource(properties = "clef.openid.grant-for=40d")
class LimitsTest {

  private static final String CALLBACK = "https://player.example.com/callback";
  private static final String WAITING =
      "select count(*) from pg_stat_activity where datname = current_database()"
          + " and wait_event_type = 'Lock'";

  private final Running clef;

  @Autowired
  LimitsTest(Running clef) {
    this.clef = clef;
  }

  private Map<String, String> pushed(RelyingParty player, Map<String, String> request) {
    Map<String, String> sent = new HashMap<>(request);
    sent.remove("code_verifier");
    return Map.of(
        "client_id",
        player.clientId(),
        "request_uri",
        player.form("/oauth2/par", sent).json().path("request_uri").asString());
  }

  /** The lock on the client holds all of them up after they have read the request. */
  @Test
  void of_two_that_use_a_pushed_request_at_once_one_gets_a_code() throws Exception {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Client browser = Listener.some().signedIn(clef.client());
    player.code(browser); // nobody is asked again
    Map<String, String> brief = pushed(player, player.request());
    int codes = 0;
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
        Connection connection = TestPostgres.clusters().superuser(clef.databases().data())) {
      connection.setAutoCommit(false);
      try (PreparedStatement lock =
          connection.prepareStatement(
              "select 1 from openid.client where client_id = ? for update")) {
        lock.setString(1, player.clientId());
        lock.executeQuery().close();
      }
      Callable<Reply> use = () -> player.authorize(browser, brief);
      List<Future<Reply>> both = List.of(pool.submit(use), pool.submit(use));
      for (int i = 0; i < 100 && clef.data().count(WAITING) < 2; i++) {
        Thread.sleep(50);
      }
      connection.rollback();
      for (Future<Reply> one : both) {
        codes += one.get().header("location").contains("code=") ? 1 : 0;
      }
    }
    assertThat(codes).isOne();
    assertThat(player.authorize(browser, brief).status()).isEqualTo(400);
  }

  @Test
  void nobody_is_asked_when_the_pushed_request_says_so() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Map<String, String> request = new HashMap<>(player.request());
    request.put("prompt", "none");
    Map<String, String> brief = pushed(player, request);
    Reply nobody = player.authorize(clef.client(), brief);
    assertThat(nobody.sent("error")).isEqualTo("login_required");
    assertThat(nobody.sent("state")).isEqualTo(request.get("state"));
    Map<String, String> usual = pushed(player, player.request());
    assertThat(player.authorize(clef.client(), usual).header("location")).startsWith("/sign-in");
    assertThat(
            player
                .authorize(
                    clef.client(),
                    Map.of("client_id", "x", "request_uri", brief.getOrDefault("request_uri", "")))
                .header("location"))
        .startsWith("/sign-in");
  }

  @Test
  void a_grant_has_an_end_however_often_it_is_renewed() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Code code = player.code(Listener.some().signedIn(clef.client()));
    JsonNode tokens = player.redeem(code).json();
    for (int day = 13; day < 40; day += 13) {
      clef.clock().advance(Duration.ofDays(13));
      Reply renewed = player.refresh(tokens.path("refresh_token").asString());
      assertThat(renewed.status()).as("day %s", day).isEqualTo(200);
      tokens = renewed.json();
    }
    clef.clock().advance(Duration.ofDays(1)); // the 40th
    assertThat(player.refresh(tokens.path("refresh_token").asString()).error())
        .isEqualTo("invalid_grant");
  }

  @Test
  void a_person_is_sent_round_and_told_about_only_so_often() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Client browser = Listener.some().signedIn(clef.client());
    String access = player.redeem(player.code(browser)).json().path("access_token").asString();
    int told = 0;
    while (told < 200 && player.userInfo(access).status() == 200) {
      told++;
    }
    assertThat(told).isEqualTo(60);
    assertThat(player.userInfo(access).status()).isEqualTo(429);
    int sent = 0;
    while (sent < 200 && player.authorize(browser, player.request()).status() == 303) {
      sent++;
    }
    assertThat(sent).isBetween(50, 60);
    assertThat(player.authorize(browser, player.request()).status()).isEqualTo(429);
    Client other = Listener.some().signedIn(clef.client());
    assertThat(player.redeem(player.code(other)).status()).isEqualTo(200);
    clef.clock().advance(Duration.ofSeconds(2));
    assertThat(player.userInfo(access).status()).isEqualTo(200);
  }

  @Test
  void who_fails_to_be_a_client_and_who_acts_for_itself_is_noted_once_a_minute() {
    RelyingParty service = RelyingParty.added(clef, Map.of("name", "Api", "kind", "service"));
    Map<String, String> wants = Map.of("grant_type", "client_credentials");
    clef.clock().advance(Duration.ofMinutes(2));
    long before = entries();
    for (int i = 0; i < 5; i++) {
      assertThat(service.token(wants).status()).isEqualTo(200);
    }
    assertThat(entries() - before).isOne();
    for (int i = 0; i < 5; i++) {
      assertThat(service.withSecret("wrong").token(wants).status()).isEqualTo(401);
    }
    assertThat(entries() - before).isEqualTo(2);
    for (int i = 0; i < 5; i++) {
      Map<String, String> form = new HashMap<>(wants);
      form.put("client_id", "stranger" + i);
      form.put("client_secret", "x");
      assertThat(service.bare("/oauth2/token", form).status()).isEqualTo(401);
    }
    assertThat(entries() - before).as("of strangers together").isEqualTo(3);
    clef.clock().advance(Duration.ofMinutes(1));
    service.withSecret("wrong").token(wants);
    assertThat(entries() - before).isEqualTo(4);
  }

  private long entries() {
    return clef.data().count("select count(*) from audit.entry")
        + clef.data().count("select count(*) from audit.kept");
  }
}
