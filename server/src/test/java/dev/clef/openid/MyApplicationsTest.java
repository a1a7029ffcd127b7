package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.RelyingParty.Reply;
import dev.clef.testing.Running;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What somebody allowed, seen and taken back. */
@ClefServer
class MyApplicationsTest {

  private static final String MINE = "/api/v1/me/applications";

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
}
