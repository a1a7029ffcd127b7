package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.RelyingParty.Reply;
import dev.clef.testing.Running;
import dev.clef.testing.TestPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Which ends of a person's own end what their applications hold, and which do not. */
@ClefServer
class EndedTest {

  private static final String CALLBACK = "https://player.example.com/callback";
  private static final String WAITING =
      "select count(*) from pg_stat_activity where datname = current_database()"
          + " and wait_event_type = 'Lock'";

  private final Running clef;

  @Autowired
  EndedTest(Running clef) {
    this.clef = clef;
  }

  @Test
  void who_signs_out_everywhere_is_signed_out_of_applications_too() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Listener anna = Listener.some();
    Client browser = anna.signedIn(clef.client());
    UUID user = id(browser);
    JsonNode tokens = player.redeem(player.code(browser)).json();
    RelyingParty.Code code = player.code(browser);
    RelyingParty other = RelyingParty.added(clef, "web", CALLBACK);
    Map<String, String> request = other.request();
    Reply asks = other.authorize(browser, request);
    assertThat(browser.delete("/api/v1/me/sessions").status()).isEqualTo(204);
    assertEnded(player, tokens);
    assertThat(player.redeem(code).error()).isEqualTo("invalid_grant");
    assertThat(families(user)).isZero();
    // A question from before is answered by nobody, not even after a new sign-in.
    anna.signIn(browser);
    assertThat(other.submit(browser, asks.sent("state"), "openid").status()).isEqualTo(400);
    // What was allowed stays allowed: nobody is asked twice.
    assertThat(player.authorize(browser, player.request()).sent("code")).isNotEmpty();
  }

  @Test
  void signing_out_everywhere_else_is_offered_for_an_application_alone_and_ends_it() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Client browser = Listener.some().signedIn(clef.client());
    String offer = "action=\"/privacy/devices/end-others\"";
    assertThat(browser.page("/privacy/devices").text()).doesNotContain(offer);
    JsonNode tokens = player.redeem(player.code(browser)).json();
    assertThat(browser.page("/privacy/devices").text()).contains(offer);
    assertThat(browser.page("/privacy/ways?done=removed").text()).contains(offer);
    assertThat(browser.delete("/api/v1/me/sessions?stay=true").status()).isEqualTo(204);
    assertEnded(player, tokens);
    assertThat(browser.get("/api/v1/me").status()).isEqualTo(200);
    assertThat(browser.page("/privacy/devices").text()).doesNotContain(offer);
  }

  @Test
  void a_new_password_signs_out_of_applications_and_leaves_other_people_alone() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Listener anna = Listener.some();
    Client browser = anna.signedIn(clef.client());
    Client bert = Listener.some().signedIn(clef.client());
    JsonNode tokens = player.redeem(player.code(browser)).json();
    JsonNode others = player.redeem(player.code(bert)).json();
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
    assertEnded(player, tokens);
    assertThat(player.userInfo(others.path("access_token").asString()).status()).isEqualTo(200);
    assertThat(player.refresh(others.path("refresh_token").asString()).status()).isEqualTo(200);
    // This browser stays signed in, and may sign in to applications anew.
    assertThat(player.redeem(player.code(browser)).status()).isEqualTo(200);
  }

  @Test
  void a_wrong_password_ends_nothing() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Client browser = Listener.some().signedIn(clef.client());
    JsonNode tokens = player.redeem(player.code(browser)).json();
    browser.put(
        "/api/v1/me/password",
        Map.of("current_password", "wrong", "new_password", "another correct horse"));
    assertThat(player.refresh(tokens.path("refresh_token").asString()).status()).isEqualTo(200);
  }

  @Test
  void a_child_signs_in_to_nothing_until_a_parent_agrees() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Client browser = Listener.some().signedIn(clef.client());
    UUID user = id(browser);
    JsonNode tokens = player.redeem(player.code(browser)).json();
    int year = clef.clock().instant().atZone(ZoneOffset.UTC).getYear() - 8;
    browser.patch("/api/v1/me", Map.of("birth_date", year + "-01-01"));
    assertEnded(player, tokens);
    assertThat(families(user)).as("not even later").isZero();
  }

  @Test
  void who_signs_out_of_one_browser_stays_signed_in_to_applications() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Client browser = Listener.some().signedIn(clef.client());
    JsonNode tokens = player.redeem(player.code(browser)).json();
    assertThat(browser.post("/api/v1/sign-out", Map.of()).status()).isEqualTo(204);
    assertThat(player.userInfo(tokens.path("access_token").asString()).status()).isEqualTo(200);
    assertThat(player.refresh(tokens.path("refresh_token").asString()).status()).isEqualTo(200);
  }

  /** The lock on the client holds the grant up after its session was found and before it is in. */
  @Test
  void a_grant_that_is_under_way_while_everything_ends_is_none() throws Exception {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Client browser = Listener.some().signedIn(clef.client());
    UUID user = id(browser);
    player.redeem(player.code(browser));
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor();
        Connection connection = TestPostgres.clusters().superuser(clef.databases().data())) {
      connection.setAutoCommit(false);
      lock(connection, player.clientId());
      Future<Reply> grant = pool.submit(() -> player.authorize(browser, player.request()));
      waitForOneMore(0);
      Future<Client.Answer> end = pool.submit(() -> browser.delete("/api/v1/me/sessions"));
      for (int i = 0; i < 50 && !end.isDone() && waiting() < 2; i++) {
        Thread.sleep(100);
      }
      connection.rollback();
      assertThat(end.get(20, TimeUnit.SECONDS).status()).isEqualTo(204);
      grant.get(20, TimeUnit.SECONDS);
    }
    assertThat(families(user)).isZero();
  }

  private static void lock(Connection connection, String clientId) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select 1 from openid.client where client_id = ? for update")) {
      lock.setString(1, clientId);
      lock.executeQuery().close();
    }
  }

  private void waitForOneMore(long before) throws InterruptedException {
    for (int i = 0; i < 200 && waiting() <= before; i++) {
      Thread.sleep(50);
    }
    assertThat(waiting()).isGreaterThan(before);
  }

  private long waiting() {
    return clef.data().count(WAITING);
  }

  private static void assertEnded(RelyingParty player, JsonNode tokens) {
    assertThat(player.userInfo(tokens.path("access_token").asString()).status()).isEqualTo(401);
    assertThat(player.refresh(tokens.path("refresh_token").asString()).error())
        .isEqualTo("invalid_grant");
  }

  private static UUID id(Client browser) {
    return UUID.fromString(browser.get("/api/v1/me").json().get("user_id").asString());
  }

  private long families(UUID user) {
    return clef.data().count("select count(*) from openid.token_family where user_id = ?", user);
  }
}
