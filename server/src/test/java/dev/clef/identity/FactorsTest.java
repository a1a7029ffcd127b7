package dev.clef.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.AuthenticatorOwner;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import dev.clef.testing.SoftAuthenticator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Authenticator apps, recovery codes, and what needs a fresh proof. */
@ClefServer
class FactorsTest {

  private static final String APP = "/api/v1/me/authenticator";
  private static final String CODES = "/api/v1/me/recovery-codes";

  private final Running clef;

  @Autowired
  FactorsTest(Running clef) {
    this.clef = clef;
  }

  private AuthenticatorOwner app(Client browser) {
    JsonNode setup = browser.post(APP + "/setup", Map.of()).json();
    AuthenticatorOwner owner =
        AuthenticatorOwner.withSecret(setup.get("secret").asString(), clef.clock());
    Answer added =
        browser.post(
            APP,
            Map.of("setup", setup.get("setup").asString(), "code", owner.code(), "name", "Phone"));
    assertThat(added.status()).as(added.toString()).isEqualTo(204);
    return owner;
  }

  private Answer signIn(Client browser, Listener who, String code) {
    return browser.post(
        "/api/v1/sign-in", Map.of("name", who.name(), "password", who.password(), "code", code));
  }

  private static void addPasskey(Client browser, SoftAuthenticator key) {
    JsonNode asked = browser.post("/api/v1/me/passkeys/challenge", Map.of()).json();
    Answer added =
        browser.post(
            "/api/v1/me/passkeys",
            Map.of(
                "challenge",
                asked.get("challenge").asString(),
                "credential",
                key.create(asked.get("public_key")),
                "name",
                "Key"));
    assertThat(added.status()).as(added.toString()).isEqualTo(204);
  }

  private static List<String> codes(Client browser) {
    List<String> codes = new ArrayList<>();
    browser.post(CODES, Map.of()).json().get("codes").forEach(one -> codes.add(one.asString()));
    return codes;
  }

  @Test
  void an_authenticator_app_is_added_asked_for_and_removed() {
    Listener listener = Listener.some();
    Client browser = listener.signedIn(clef.client());
    AuthenticatorOwner owner = app(browser);
    assertThat(browser.get("/api/v1/me/factors").json().get("authenticator").get("name").asString())
        .isEqualTo("Phone");
    assertThat(listener.signIn(clef.client()).code()).isEqualTo("code_required");
    assertThat(signIn(clef.client(), listener, owner.code()).code())
        .as("the code it was added with")
        .isEqualTo("wrong_code");
    clef.clock().advance(Duration.ofSeconds(30));
    assertThat(signIn(clef.client(), listener, owner.code()).status()).isEqualTo(200);
    assertThat(browser.patch(APP, Map.of("name", "Old phone")).status()).isEqualTo(204);
    assertThat(browser.delete(APP).status()).isEqualTo(204);
    assertThat(browser.delete(APP).code()).isEqualTo("not_found");
    assertThat(browser.patch(APP, Map.of("name", "Old phone")).code()).isEqualTo("not_found");
    assertThat(listener.signIn(clef.client()).status()).isEqualTo(200);
    assertThat(browser.get("/api/v1/me/factors").json().has("authenticator")).isFalse();
  }

  @Test
  void a_wrong_code_and_somebody_elses_setup_add_nothing() {
    Listener listener = Listener.some();
    Client browser = listener.signedIn(clef.client());
    JsonNode setup = browser.post(APP + "/setup", Map.of()).json();
    AuthenticatorOwner owner =
        AuthenticatorOwner.withSecret(setup.get("secret").asString(), clef.clock());
    String begun = setup.get("setup").asString();
    String right = owner.code();
    String wrong = right.equals("000000") ? "000001" : "000000";
    assertThat(add(browser, begun, wrong)).isEqualTo("wrong_code");
    assertThat(add(browser, begun, "")).isEqualTo("wrong_code");
    Client other = Listener.some().signedIn(clef.client());
    assertThat(add(other, begun, right)).isEqualTo("confirmation_needed");
    assertThat(add(browser, "x" + begun, right)).isEqualTo("confirmation_needed");
    assertThat(listener.signIn(clef.client()).status()).isEqualTo(200);
  }

  private static String add(Client browser, String setup, String code) {
    return browser.post(APP, Map.of("setup", setup, "code", code, "name", "Phone")).code();
  }

  @Test
  void a_recovery_code_stands_in_once() {
    Listener listener = Listener.some();
    Client browser = listener.signedIn(clef.client());
    List<String> codes = codes(browser);
    assertThat(codes).hasSize(10).doesNotHaveDuplicates().allMatch(one -> one.length() == 11);
    app(browser);
    String typed = codes.getFirst().toLowerCase(Locale.ROOT).replace("-", " ");
    assertThat(signIn(clef.client(), listener, typed).status()).isEqualTo(200);
    assertThat(signIn(clef.client(), listener, typed).code()).isEqualTo("wrong_code");
    assertThat(left(browser)).isEqualTo(9);
    List<String> newer = codes(browser);
    assertThat(signIn(clef.client(), listener, codes.get(1)).code()).isEqualTo("wrong_code");
    assertThat(signIn(clef.client(), listener, newer.get(1)).status()).isEqualTo(200);
    Listener other = Listener.some();
    app(other.signedIn(clef.client()));
    assertThat(signIn(clef.client(), other, newer.get(2)).code()).isEqualTo("wrong_code");
    assertThat(browser.delete(CODES).status()).isEqualTo(204);
    assertThat(browser.delete(CODES).code()).isEqualTo("not_found");
    assertThat(signIn(clef.client(), listener, newer.get(3)).code()).isEqualTo("wrong_code");
  }

  private static int left(Client browser) {
    return browser.get("/api/v1/me/factors").json().get("recovery_codes").get("left").asInt();
  }

  @Test
  void a_recovery_code_sent_many_times_at_once_is_taken_once() {
    Listener listener = Listener.some();
    Client browser = listener.signedIn(clef.client());
    String code = codes(browser).getFirst();
    List<CompletableFuture<Integer>> answers =
        Stream.generate(() ->
                CompletableFuture.supplyAsync(() -> signIn(clef.client(), listener, code).status()))
            .limit(4)
            .toList();
    assertThat(answers.stream().map(CompletableFuture::join).filter(status -> status == 200))
        .hasSize(1);
    assertThat(left(browser)).isEqualTo(9);
  }

  @Test
  void what_matters_needs_a_fresh_proof() {
    Listener listener = Listener.some();
    Client browser = listener.signedIn(clef.client());
    clef.clock().advance(Duration.ofMinutes(16));
    assertThat(browser.get("/api/v1/me/export").code()).isEqualTo("confirmation_needed");
    assertThat(browser.post(APP + "/setup", Map.of()).code()).isEqualTo("confirmation_needed");
    assertThat(browser.post(CODES, Map.of()).code()).isEqualTo("confirmation_needed");
    assertThat(browser.post("/api/v1/me/passkeys/challenge", Map.of()).code())
        .isEqualTo("confirmation_needed");
    assertThat(browser.get("/api/v1/me").status()).as("what does not").isEqualTo(200);

    String before = browser.cookie(Client.LISTENER);
    assertThat(confirm(browser, "correct horse nobody", "").code()).isEqualTo("wrong_credentials");
    assertThat(browser.cookie(Client.LISTENER)).isEqualTo(before);
    assertThat(confirm(browser, listener.password(), "").status()).isEqualTo(204);
    assertThat(browser.cookie(Client.LISTENER)).isNotEqualTo(before);
    assertThat(clef.client().cookie(Client.LISTENER, before).get("/api/v1/me").status())
        .as("the cookie from before")
        .isEqualTo(401);
    assertThat(browser.get("/api/v1/me/export").status()).isEqualTo(200);
    assertThat(browser.post(APP + "/setup", Map.of()).status()).isEqualTo(200);
  }

  @Test
  void who_has_a_passkey_proves_more_than_a_password() {
    Listener listener = Listener.some();
    Client browser = listener.signedIn(clef.client());
    List<String> codes = codes(browser);
    SoftAuthenticator key = SoftAuthenticator.at(clef.port());
    addPasskey(browser, key);
    assertThat(browser.get("/api/v1/me/export").status()).as("just made").isEqualTo(200);

    Client stolen = clef.client();
    assertThat(listener.signIn(stolen).status()).isEqualTo(200);
    assertThat(stolen.get("/api/v1/me/export").code()).isEqualTo("confirmation_needed");
    assertThat(confirm(stolen, listener.password(), "").status()).isEqualTo(204);
    assertThat(stolen.get("/api/v1/me/export").code()).isEqualTo("confirmation_needed");
    assertThat(stolen.delete("/api/v1/me", Map.of("password", listener.password())).code())
        .isEqualTo("confirmation_needed");
    assertThat(stolen.post(CODES, Map.of()).code()).isEqualTo("confirmation_needed");

    assertThat(confirm(stolen, listener.password(), codes.getFirst()).status()).isEqualTo(204);
    assertThat(stolen.get("/api/v1/me/export").status()).isEqualTo(200);

    Client mine = clef.client();
    assertThat(listener.signIn(mine).status()).isEqualTo(200);
    JsonNode asked = mine.post("/api/v1/me/confirmation/passkey/challenge", Map.of()).json();
    assertThat(asked.get("public_key").get("allowCredentials").get(0).get("id").asString())
        .isEqualTo(key.id());
    assertThat(
            mine.post(
                    "/api/v1/me/confirmation/passkey",
                    Map.of(
                        "challenge",
                        asked.get("challenge").asString(),
                        "credential",
                        key.get(asked.get("public_key"))))
                .status())
        .isEqualTo(204);
    clef.clock().advance(Duration.ofMinutes(11));
    assertThat(mine.get("/api/v1/me/export").status()).isEqualTo(200);
    assertThat(mine.delete("/api/v1/me", Map.of()).code())
        .as("a passkey eleven minutes ago")
        .isEqualTo("invalid_fields");
  }

  @Test
  void by_a_session_alone_nobody_takes_name_or_address_away() {
    Listener listener = Listener.some();
    Client browser = listener.signedIn(clef.client());
    clef.clock().advance(Duration.ofMinutes(16));
    assertThat(browser.patch("/api/v1/me", Map.of("username", listener.name() + "-x")).code())
        .isEqualTo("confirmation_needed");
    assertThat(browser.patch("/api/v1/me", Map.of("email", "thief@example.org")).code())
        .isEqualTo("confirmation_needed");
    assertThat(browser.patch("/api/v1/me", Map.of("given_name", "Dora")).status()).isEqualTo(200);
    assertThat(confirm(browser, listener.password(), "").status()).isEqualTo(204);
    assertThat(browser.patch("/api/v1/me", Map.of("username", listener.name() + "-x")).status())
        .isEqualTo(200);
  }

  @Test
  void who_knows_only_the_password_does_not_change_it_where_there_is_a_passkey() {
    Listener listener = Listener.some();
    Client browser = listener.signedIn(clef.client());
    SoftAuthenticator key = SoftAuthenticator.at(clef.port());
    addPasskey(browser, key);
    Client thief = clef.client();
    assertThat(listener.signIn(thief).status()).isEqualTo(200);
    Map<String, String> change =
        Map.of("current_password", listener.password(), "new_password", "a wholly other sentence");
    assertThat(thief.put("/api/v1/me/password", change).code()).isEqualTo("confirmation_needed");
    assertThat(thief.patch("/api/v1/me", Map.of("email", "thief@example.org")).code())
        .isEqualTo("confirmation_needed");
    String before = browser.cookie(Client.LISTENER);
    assertThat(browser.put("/api/v1/me/password", change).status()).isEqualTo(204);
    assertThat(browser.cookie(Client.LISTENER)).isNotEqualTo(before);
    assertThat(clef.client().cookie(Client.LISTENER, before).get("/api/v1/me").status())
        .as("the cookie from before")
        .isEqualTo(401);
    assertThat(thief.get("/api/v1/me").status()).isEqualTo(401);
    assertThat(browser.get("/api/v1/me").status()).isEqualTo(200);
  }

  @Test
  void a_session_from_before_the_app_does_not_remove_it() {
    Listener listener = Listener.some();
    Client thief = listener.signedIn(clef.client());
    Client browser = clef.client();
    assertThat(listener.signIn(browser).status()).isEqualTo(200);
    app(browser);
    assertThat(thief.delete(APP).code()).isEqualTo("confirmation_needed");
    assertThat(thief.post(APP + "/setup", Map.of()).code()).isEqualTo("confirmation_needed");
    assertThat(browser.delete(APP).status()).isEqualTo(204);
  }

  @Test
  void a_passkey_that_was_removed_proves_nothing_in_the_session_it_opened() {
    Listener listener = Listener.some();
    Client browser = listener.signedIn(clef.client());
    SoftAuthenticator stolen = SoftAuthenticator.at(clef.port());
    addPasskey(browser, stolen);
    addPasskey(browser, SoftAuthenticator.at(clef.port()));
    Client thief = clef.client();
    JsonNode asked = thief.post("/api/v1/sign-in/passkey/challenge", Map.of()).json();
    assertThat(
            thief
                .post(
                    "/api/v1/sign-in/passkey",
                    Map.of(
                        "challenge",
                        asked.get("challenge").asString(),
                        "credential",
                        stolen.get(asked.get("public_key"))))
                .status())
        .isEqualTo(200);
    assertThat(thief.get("/api/v1/me/export").status()).isEqualTo(200);
    String first =
        browser.get("/api/v1/me/factors").json().get("passkeys").get(0).get("factor_id").asString();
    assertThat(browser.delete("/api/v1/me/passkeys/" + first).status()).isEqualTo(204);
    assertThat(thief.get("/api/v1/me/export").code()).isEqualTo("confirmation_needed");
    assertThat(browser.get("/api/v1/me/export").status()).isEqualTo(200);
  }

  @Test
  void letters_about_factors_have_a_limit() {
    Client browser = Listener.some().signedIn(clef.client());
    List<String> answers =
        Stream.generate(() -> browser.post(CODES, Map.of()).code()).limit(12).toList();
    assertThat(answers.subList(0, 10)).containsOnly("");
    assertThat(answers.get(11)).isEqualTo("rate_limited");
  }

  @Test
  void changes_at_once_are_all_kept() {
    Listener listener = Listener.some();
    Client browser = listener.signedIn(clef.client());
    List<CompletableFuture<Void>> all =
        codes(browser).subList(0, 3).stream()
            .map(code -> {
              Client one = clef.client();
              assertThat(signIn(one, listener, code).status()).isEqualTo(200);
              return one;
            })
            .toList()
            .stream()
            .map(one ->
                CompletableFuture.runAsync(
                    () -> addPasskey(one, SoftAuthenticator.at(clef.port()))))
            .toList();
    all.forEach(CompletableFuture::join);
    assertThat(browser.get("/api/v1/me/factors").json().get("passkeys").size()).isEqualTo(3);
  }

  @Test
  void every_change_is_in_the_log_of_the_person() {
    Client browser = Listener.some().signedIn(clef.client());
    app(browser);
    codes(browser);
    assertThat(browser.delete(APP).status()).isEqualTo(204);
    List<String> what = new ArrayList<>();
    browser
        .get("/api/v1/me/activity?limit=100")
        .json()
        .get("items")
        .forEach(item -> {
          String details = item.get("details").toString();
          what.add(item.get("what").asString() + " " + details);
        });
    assertThat(what)
        .anyMatch(one -> one.startsWith("factor.added") && one.contains("what=authenticator"))
        .anyMatch(one -> one.startsWith("factor.added") && one.contains("what=recovery_codes"))
        .anyMatch(one -> one.startsWith("factor.removed") && one.contains("what=authenticator"))
        .anyMatch(one -> one.startsWith("sign_in.succeeded") && one.contains("how=password"));
  }

  private static Answer confirm(Client browser, String password, String code) {
    return browser.post("/api/v1/me/confirmation", Map.of("password", password, "code", code));
  }
}
