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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What somebody allowed, seen and taken back. */
@ClefServer
class MyApplicationsTest {

  private static final String MINE = "/api/v1/me/applications";

  private static final String WAITING =
      "select count(*) from pg_stat_activity where datname = current_database()"
          + " and wait_event_type = 'Lock' and query like '%openid.approval%for share%'";

  private final Running clef;

  @Autowired
  MyApplicationsTest(Running clef) {
    this.clef = clef;
  }

  private static List<String> ids(Client browser) {
    return browser.get(MINE).json().get("items").findValuesAsString("client_id");
  }

  @Test
  void what_was_allowed_is_seen_and_taken_back() throws Exception {
    RelyingParty player = RelyingParty.added(clef, "web", "https://mine.example/callback");
    RelyingParty other = RelyingParty.added(clef, "web", "https://other.example/callback");
    Client browser = Listener.some().signedIn(clef.client());
    assertThat(browser.get(MINE).json().get("items")).isEmpty();
    Reply told = player.redeem(player.code(browser));
    String access = told.json().path("access_token").asString();
    String others = other.redeem(other.code(browser)).json().path("access_token").asString();
    assertThat(ids(browser)).containsExactlyInAnyOrder(player.clientId(), other.clientId());
    JsonNode first = browser.get(MINE).json().get("items").get(0);
    assertThat(first.get("scopes").toString()).contains("openid");
    assertThat(first.get("allowed_at").asString()).isNotEmpty();
    assertThat(first.get("signed_in_at").asString()).isNotEmpty();

    Client stranger = Listener.some().signedIn(clef.client());
    assertThat(stranger.delete(MINE + "/" + player.clientId()).code()).isEqualTo("not_found");
    assertThat(player.userInfo(access).status()).isEqualTo(200);

    assertThat(browser.delete(MINE + "/" + player.clientId()).status()).isEqualTo(204);
    assertThat(ids(browser)).containsExactly(other.clientId());
    assertThat(player.userInfo(access).status()).isEqualTo(401);
    assertThat(player.refresh(told.json().path("refresh_token").asString("x")).error())
        .isEqualTo("invalid_grant");
    assertThat(other.userInfo(others).status()).as("another application").isEqualTo(200);
    assertThat(browser.delete(MINE + "/" + player.clientId()).code()).isEqualTo("not_found");
    assertThat(player.authorize(browser, player.request()).header("location"))
        .as("it asks again")
        .contains("/consent?");
    assertThat(browser.get("/api/v1/me/activity").text()).contains("application.withdrawn");
    assertThat(clef.client().get(MINE).code()).isEqualTo("not_signed_in");
  }

  @Test
  void what_is_being_taken_back_gives_no_code_that_is_left() throws Exception {
    RelyingParty player = RelyingParty.added(clef, "web", "https://mine.example/callback");
    Client browser = Listener.some().signedIn(clef.client());
    assertThat(player.redeem(player.code(browser)).status()).isEqualTo(200);
    assertThat(player.authorize(browser, player.request()).header("location"))
        .as("nobody is asked twice")
        .startsWith("https://mine.example/callback?code=");
    CompletableFuture<Reply> meanwhile;
    try (Connection taking = TestPostgres.clusters().superuser(clef.databases().data())) {
      taking.setAutoCommit(false);
      try (PreparedStatement delete =
          taking.prepareStatement("delete from openid.approval where client_id = ?")) {
        delete.setString(1, player.clientId());
        assertThat(delete.executeUpdate()).isEqualTo(1);
      }
      meanwhile = CompletableFuture.supplyAsync(() -> player.authorize(browser, player.request()));
      Awaitility.await().until(() -> clef.data().count(WAITING) == 1);
      try (PreparedStatement delete =
          taking.prepareStatement("delete from openid.token_family where client_id = ?")) {
        delete.setString(1, player.clientId());
        delete.executeUpdate();
      }
      taking.commit();
    }
    assertThat(meanwhile.get().status()).isEqualTo(400);
    assertThat(meanwhile.get().header("location")).isEmpty();
    assertThat(
            clef.data()
                .count(
                    "select count(*) from openid.token_family where client_id = '"
                        + player.clientId()
                        + "'"))
        .isZero();
  }
}
