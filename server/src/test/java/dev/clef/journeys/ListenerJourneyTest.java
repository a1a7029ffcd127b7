package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What a listener does from registration to a new password. */
@ClefServer
class ListenerJourneyTest {

  private final Running clef;

  @Autowired
  ListenerJourneyTest(Running clef) {
    this.clef = clef;
  }

  @Test
  void what_was_registered_is_what_is_read() {
    Listener anna = Listener.some();
    JsonNode me = anna.signedIn(clef.client()).get("/api/v1/me").json();
    anna.fields()
        .forEach((field, value) -> {
          if (!field.equals("password")) {
            assertThat(me.get(field).asString()).as(field).isEqualTo(value);
          }
        });
    assertThat(me.has("password")).isFalse();
    assertThat(me.size()).isEqualTo(anna.fields().size());
  }

  @Test
  void names_differ_by_more_than_case_and_one_signs_in_by_any_case() {
    Listener anna = Listener.some().registered(clef.client());
    Listener shouting = anna.with("username", anna.name().toUpperCase(Locale.ROOT));
    assertThat(shouting.signIn(clef.client()).status()).isEqualTo(200);
    Answer taken = clef.client().post("/api/v1/accounts", shouting.fields());
    assertThat(taken.status()).isEqualTo(400);
    assertThat(taken.text()).contains("{\"field\":\"username\",\"code\":\"taken\"}");
  }

  @Test
  void an_email_signs_in_once_it_is_verified_and_nobody_else_verified_it_too() {
    Listener anna = Listener.some().registered(clef.client());
    Map<String, String> byEmail =
        Map.of("name", anna.field("email").toUpperCase(Locale.ROOT), "password", anna.password());
    assertThat(clef.client().post("/api/v1/sign-in", byEmail).code())
        .isEqualTo("wrong_credentials");
    verifyEmail(anna);
    assertThat(clef.client().post("/api/v1/sign-in", byEmail).status()).isEqualTo(200);
    Listener twin = Listener.some().with("email", anna.field("email")).registered(clef.client());
    assertThat(clef.client().post("/api/v1/sign-in", byEmail).status()).isEqualTo(200);
    verifyEmail(twin);
    assertThat(clef.client().post("/api/v1/sign-in", byEmail).code())
        .isEqualTo("wrong_credentials");
  }

  @Test
  void a_correction_is_read_back_and_a_new_name_replaces_the_old_one() {
    Listener bert = Listener.some();
    Client browser = bert.signedIn(clef.client());
    Listener renamed = bert.with("username", "renamed-" + bert.name());
    Answer corrected =
        browser.patch(
            "/api/v1/me",
            Map.of("username", renamed.name(), "given_name", "Ćelestine 🎧", "locale", ""));
    assertThat(corrected.status()).isEqualTo(200);
    JsonNode me = browser.get("/api/v1/me").json();
    assertThat(me.get("given_name").asString()).isEqualTo("Ćelestine 🎧");
    assertThat(me.get("username").asString()).isEqualTo(renamed.name());
    assertThat(me.has("locale")).isFalse();
    assertThat(bert.signIn(clef.client()).code()).isEqualTo("wrong_credentials");
    assertThat(renamed.signIn(clef.client()).status()).isEqualTo(200);
    bert.with("email", "other-" + bert.name() + "@example.org").registered(clef.client());
  }

  @Test
  void a_name_somebody_has_is_refused_in_a_correction_and_nothing_changes() {
    Listener first = Listener.some().registered(clef.client());
    Listener second = Listener.some();
    Client browser = second.signedIn(clef.client());
    Answer refused =
        browser.patch("/api/v1/me", Map.of("username", first.name(), "given_name", "Nobody"));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("{\"field\":\"username\",\"code\":\"taken\"}");
    JsonNode me = browser.get("/api/v1/me").json();
    assertThat(me.get("given_name").asString()).isEqualTo(second.field("given_name"));
    assertThat(browser.patch("/api/v1/me", Map.of("given_name", "Somebody")).status())
        .isEqualTo(200);
    assertThat(second.signIn(clef.client()).status()).isEqualTo(200);
  }

  @Test
  void sessions_are_listed_with_their_device_and_ended_one_by_one_or_together() {
    Listener carla = Listener.some();
    Client phone = carla.signedIn(Client.at(clef.port(), "Carla's phone"));
    Client laptop = Client.at(clef.port(), "Carla's laptop");
    carla.signIn(laptop);
    JsonNode sessions = phone.get("/api/v1/me/sessions").json().get("sessions");
    assertThat(sessions.findValuesAsString("device"))
        .containsExactlyInAnyOrder("Carla's phone", "Carla's laptop");
    JsonNode other = one(sessions, false);
    assertThat(other.get("device").asString()).isEqualTo("Carla's laptop");
    assertThat(other.get("address").asString()).isIn("127.0.0.1", "0:0:0:0:0:0:0:1");
    String id = other.get("session_id").asString();
    assertThat(Listener.some().signedIn(clef.client()).delete("/api/v1/me/sessions/" + id).status())
        .isEqualTo(404);
    assertThat(laptop.get("/api/v1/me").status()).isEqualTo(200);
    assertThat(phone.delete("/api/v1/me/sessions/" + id).status()).isEqualTo(204);
    assertThat(laptop.get("/api/v1/me").code()).isEqualTo("not_signed_in");
    assertThat(phone.delete("/api/v1/me/sessions").status()).isEqualTo(204);
    assertThat(phone.get("/api/v1/me").code()).isEqualTo("not_signed_in");
  }

  @Test
  void all_other_sessions_are_ended_at_once_and_this_one_goes_on() {
    Listener carla = Listener.some();
    Client here = carla.signedIn(clef.client());
    Client phone = clef.client();
    Client laptop = clef.client();
    carla.signIn(phone);
    carla.signIn(laptop);
    Client another = Listener.some().signedIn(clef.client());
    assertThat(here.delete("/api/v1/me/sessions?stay=true").status()).isEqualTo(204);
    assertThat(phone.get("/api/v1/me").code()).isEqualTo("not_signed_in");
    assertThat(laptop.get("/api/v1/me").code()).isEqualTo("not_signed_in");
    assertThat(another.get("/api/v1/me").status()).isEqualTo(200);
    JsonNode activity = here.get("/api/v1/me/activity").json().get("items");
    assertThat(activity.findValuesAsString("what")).contains("session.ended");
    assertThat(here.delete("/api/v1/me/sessions?stay=perhaps").status()).isEqualTo(400);
    assertThat(here.get("/api/v1/me").status()).isEqualTo(200);
  }

  @Test
  void signing_out_ends_the_session() {
    Client browser = Listener.some().signedIn(clef.client());
    assertThat(browser.post("/api/v1/sign-out", Map.of()).status()).isEqualTo(204);
    assertThat(browser.get("/api/v1/me").code()).isEqualTo("not_signed_in");
  }

  @Test
  void each_access_is_shown_once_with_who_why_and_which_fields() {
    Client browser = Listener.some().signedIn(clef.client());
    browser.get("/api/v1/me");
    browser.patch("/api/v1/me", Map.of("given_name", "Dora"));
    browser.get("/api/v1/me/sessions");
    browser.get("/api/v1/me/export");
    JsonNode items = browser.get("/api/v1/me/activity").json().get("items");
    List<String> seen =
        items
            .valueStream()
            .map(item ->
                String.join(
                    " ",
                    item.get("what").asString(),
                    item.get("who").asString(),
                    item.get("why").asString(),
                    Integer.toString(item.get("fields").size())))
            .toList()
            .reversed();
    assertThat(seen)
        .containsExactly(
            "account.created listener registration 11",
            "sign_in.succeeded listener authentication 2",
            "data.read listener self_service 10",
            "data.written listener self_service 1",
            "data.read listener self_service 10",
            "data.read listener self_service 1",
            "data.read listener access_request 10",
            "data.read listener access_request 1",
            "data.read listener access_request 1");
    JsonNode again = browser.get("/api/v1/me/activity?limit=1").json().get("items").get(0);
    assertThat(again.get("fields").get(0).asString()).isEqualTo("activity");
    JsonNode read = items.get(items.size() - 3);
    assertThat(read.get("fields").valueStream().map(JsonNode::asString))
        .contains("username", "birth_date")
        .doesNotContain("hashed_password");
  }

  @Test
  void a_new_password_ends_every_other_session_and_the_old_one_is_worth_nothing() {
    Listener emil = Listener.some();
    Client here = emil.signedIn(clef.client());
    Client there = clef.client();
    emil.signIn(there);
    Map<String, String> wrong =
        Map.of("current_password", "not it at all", "new_password", "new password");
    assertThat(here.put("/api/v1/me/password", wrong).code()).isEqualTo("wrong_credentials");
    Map<String, String> change =
        Map.of("current_password", emil.password(), "new_password", "new password");
    assertThat(here.put("/api/v1/me/password", change).status()).isEqualTo(204);
    assertThat(here.get("/api/v1/me").status()).isEqualTo(200);
    assertThat(there.get("/api/v1/me").code()).isEqualTo("not_signed_in");
    assertThat(emil.signIn(clef.client()).code()).isEqualTo("wrong_credentials");
    assertThat(emil.with("password", "new password").signIn(clef.client()).status()).isEqualTo(200);
  }

  private void verifyEmail(Listener listener) {
    Client browser = clef.client();
    listener.signIn(browser);
    String id = browser.get("/api/v1/me").json().get("user_id").asString();
    clef.keys()
        .update(
            "update keys.blind_index set verified = true where kind = 'email' and person_id = ?::uuid",
            id);
  }

  private static JsonNode one(JsonNode sessions, boolean current) {
    return Objects.requireNonNull(
        sessions
            .valueStream()
            .filter(session -> session.get("current").asBoolean() == current)
            .findFirst()
            .orElse(null));
  }
}
