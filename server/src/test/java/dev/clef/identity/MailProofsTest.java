package dev.clef.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.AuthenticatorOwner;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Running;
import dev.clef.testing.SoftAuthenticator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Codes by mail beside the password, and what is lost. */
@ClefServer
class MailProofsTest extends LettersSent {

  private static final String EXPORT = "/api/v1/me/export";
  private static final String MAIL = "/api/v1/me/confirmation/mail";

  @Autowired
  MailProofsTest(Running clef) {
    super(clef);
  }

  private static Answer confirm(Client browser, String password) {
    return browser.post("/api/v1/me/confirmation", Map.of("password", password));
  }

  private static Answer code(Client browser, String code) {
    return browser.post(MAIL + "/code", Map.of("code", code));
  }

  /** In seconds, of the session opened last. */
  private long authenticatedAt(Somebody who) {
    return clef.data()
        .count(
            """
            select extract(epoch from authenticated_at)::bigint from identity.session
            where user_id = ? order by created_at desc limit 1
            """,
            who.subject().value());
  }

  private static Answer erase(Client browser, String password) {
    return browser.delete("/api/v1/me", Map.of("password", password));
  }

  private static void addPasskey(Client browser, SoftAuthenticator key) {
    JsonNode asked = browser.post("/api/v1/me/passkeys/challenge", Map.of()).json();
    assertThat(
            browser
                .post(
                    "/api/v1/me/passkeys",
                    Map.of(
                        "challenge",
                        asked.get("challenge").asString(),
                        "credential",
                        key.create(asked.get("public_key")),
                        "name",
                        "Key"))
                .status())
        .isEqualTo(204);
  }

  private Answer signInByPasskey(SoftAuthenticator key) {
    Client browser = clef.client();
    JsonNode asked = browser.post("/api/v1/sign-in/passkey/challenge", Map.of()).json();
    return browser.post(
        "/api/v1/sign-in/passkey",
        Map.of(
            "challenge",
            asked.get("challenge").asString(),
            "credential",
            key.get(asked.get("public_key"))));
  }

  @Test
  void without_a_second_factor_what_matters_needs_the_password_and_a_letter() {
    Somebody anna = confirmed();
    Client thief = clef.client();
    assertThat(anna.who().signIn(thief).status()).isEqualTo(200);
    assertThat(confirm(thief, anna.who().password()).status()).isEqualTo(204);
    assertThat(thief.get(EXPORT).code()).as("the password alone").isEqualTo("confirmation_needed");
    assertThat(erase(thief, anna.who().password()).code()).isEqualTo("confirmation_needed");
    assertThat(thief.post("/api/v1/me/recovery-codes", Map.of()).code())
        .isEqualTo("confirmation_needed");
    assertThat(thief.patch("/api/v1/me", Map.of("email", "thief@example.org")).code())
        .isEqualTo("confirmation_needed");

    Client browser = clef.client();
    assertThat(anna.who().signIn(browser).status()).isEqualTo(200);
    long signedIn = authenticatedAt(anna);
    clef.clock().advance(Duration.ofMinutes(1));
    assertThat(browser.post(MAIL, Map.of()).status()).isEqualTo(202);
    assertThat(LETTERS.letter(anna.address(), 2).getFirst())
        .isEqualTo("Your code to show that it is you");
    String code = LETTERS.code(anna.address(), 2);
    assertThat(code(browser, wrong(code)).code()).isEqualTo("wrong_code");
    String before = browser.cookie(Client.LISTENER);
    assertThat(code(browser, code).status()).isEqualTo(204);
    assertThat(authenticatedAt(anna)).as("no sign-in to applications").isEqualTo(signedIn);
    assertThat(browser.cookie(Client.LISTENER)).isNotEqualTo(before);
    assertThat(clef.client().cookie(Client.LISTENER, before).get("/api/v1/me").status())
        .as("the cookie from before")
        .isEqualTo(401);
    assertThat(code(browser, code).code()).as("once").isEqualTo("code_expired");
    assertThat(browser.get(EXPORT).status()).isEqualTo(200);
    assertThat(thief.get(EXPORT).code()).as("another session").isEqualTo("confirmation_needed");
    assertThat(activity(browser)).contains("session.confirmed", "sign_in.failed");
    clef.clock().advance(Duration.ofMinutes(10));
    assertThat(browser.delete("/api/v1/me", Map.of()).code()).isEqualTo("invalid_fields");
    clef.clock().advance(Duration.ofMinutes(6));
    assertThat(browser.get(EXPORT).code())
        .as("a quarter of an hour")
        .isEqualTo("confirmation_needed");
    assertThat(confirm(browser, anna.who().password()).status()).isEqualTo(204);
    assertThat(browser.get(EXPORT).code()).isEqualTo("confirmation_needed");
  }

  @Test
  void with_both_somebody_is_erased_and_asked_for_no_password_again() {
    Somebody anna = confirmed();
    assertThat(confirm(anna.browser(), anna.who().password()).status()).isEqualTo(204);
    assertThat(anna.browser().delete("/api/v1/me", Map.of()).status()).isIn(200, 202);
    assertThat(anna.browser().get("/api/v1/me").status()).isEqualTo(401);
  }

  @Test
  void a_code_by_mail_is_no_factor_where_there_is_a_passkey_and_of_nobody_without_an_address() {
    Somebody anna = confirmed();
    addPasskey(anna.browser(), SoftAuthenticator.at(clef.port()));
    LETTERS.letter(anna.address(), 2);
    Client browser = clef.client();
    assertThat(anna.who().signIn(browser).status()).isEqualTo(200);
    assertThat(browser.post(MAIL, Map.of()).code()).isEqualTo("no_letters");
    assertThat(browser.get(EXPORT).code()).isEqualTo("confirmation_needed");

    Somebody unproven = somebody();
    assertThat(unproven.browser().post(MAIL, Map.of()).code()).isEqualTo("no_letters");
    assertThat(unproven.browser().get(EXPORT).status()).as("the password").isEqualTo(200);
    Somebody bert = confirmed();
    assertThat(bert.browser().post(MAIL, Map.of()).status()).isEqualTo(202);
    String berts = LETTERS.code(bert.address(), 2);
    assertThat(code(anna.browser(), berts).code()).as("a letter to another").startsWith("code_");
    assertThat(clef.client().post(MAIL, Map.of()).code()).isEqualTo("not_signed_in");
  }

  @Test
  void every_change_of_a_way_in_is_told_by_letter() {
    Somebody anna = confirmed();
    addPasskey(anna.browser(), SoftAuthenticator.at(clef.port()));
    assertToldBy(anna, 2, "A new way to sign in", "a passkey");
    assertThat(anna.browser().post("/api/v1/me/recovery-codes", Map.of()).status()).isEqualTo(200);
    assertToldBy(anna, 3, "A new way to sign in", "recovery codes");
    assertThat(anna.browser().delete("/api/v1/me/recovery-codes").status()).isEqualTo(204);
    assertToldBy(anna, 4, "A way to sign in was removed", "recovery codes");
    JsonNode setup = anna.browser().post("/api/v1/me/authenticator/setup", Map.of()).json();
    AuthenticatorOwner app =
        AuthenticatorOwner.withSecret(setup.get("secret").asString(), clef.clock());
    Map<String, String> add =
        Map.of("setup", setup.get("setup").asString(), "code", app.code(), "name", "App");
    assertThat(anna.browser().post("/api/v1/me/authenticator", add).status()).isEqualTo(204);
    assertToldBy(anna, 5, "A new way to sign in", "an authenticator app");
    JsonNode key =
        anna.browser().get("/api/v1/me/factors").json().get("passkeys").iterator().next();
    String path = "/api/v1/me/passkeys/" + key.get("factor_id").asString();
    assertThat(anna.browser().delete(path).status()).isEqualTo(204);
    assertToldBy(anna, 6, "A way to sign in was removed", "a passkey");
  }

  private static void assertToldBy(Somebody who, int letter, String subject, String what) {
    List<String> told = LETTERS.letter(who.address(), letter);
    assertThat(told.get(0)).isEqualTo(subject);
    assertThat(told.get(1)).contains(what, "UTC");
  }

  private Answer lost(Somebody who, String password) {
    return clef.client()
        .post("/api/v1/lost-factors", Map.of("name", who.who().name(), "password", password));
  }

  private Answer lostCode(String step, String code) {
    return clef.client().post("/api/v1/lost-factors/confirm", Map.of("loss", step, "code", code));
  }

  /** Says that all is lost, by the letter of this number. */
  private Answer sayLost(Somebody who, int letter) {
    Answer asked = lost(who, who.who().password());
    assertThat(asked.status()).as(asked.toString()).isEqualTo(202);
    return lostCode(asked.json().get("loss").asString(), LETTERS.code(who.address(), letter));
  }

  @Test
  void who_lost_the_only_passkey_is_back_after_three_days() {
    Somebody anna = confirmed();
    addPasskey(anna.browser(), SoftAuthenticator.at(clef.port()));
    LETTERS.letter(anna.address(), 2);
    Answer said = sayLost(anna, 3);
    assertThat(said.json().get("removed").asBoolean()).isFalse();
    assertThat(LETTERS.letter(anna.address(), 4).getFirst())
        .isEqualTo("Your passkeys and your app are said to be lost");
    Client thief = clef.client();
    anna.who().signIn(thief);
    clef.clock().advance(Duration.ofHours(71));
    assertThat(sayLost(anna, 5).json().get("ready_at")).isEqualTo(said.json().get("ready_at"));
    clef.clock().advance(Duration.ofHours(1).plusSeconds(1));
    assertThat(sayLost(anna, 6).json().get("removed").asBoolean()).isTrue();
    assertThat(thief.get("/api/v1/me").status()).as("every session").isEqualTo(401);
    assertThat(LETTERS.letter(anna.address(), 7).getFirst())
        .isEqualTo("A way to sign in was removed");
    Client browser = clef.client();
    assertThat(anna.who().signIn(browser).status()).isEqualTo(200);
    assertThat(browser.get("/api/v1/me/factors").json().get("passkeys")).isEmpty();
    assertThat(activity(browser)).contains("factor.loss_declared", "factor.removed");
    assertThat(browser.post(MAIL, Map.of()).status()).isEqualTo(202);
    assertThat(code(browser, LETTERS.code(anna.address(), 8)).status()).isEqualTo(204);
    assertThat(browser.get(EXPORT).status()).isEqualTo(200);
    assertThat(lost(anna, anna.who().password()).code()).isEqualTo("nothing_lost");
  }

  @Test
  void who_has_what_is_said_to_be_lost_keeps_it() {
    Somebody anna = confirmed();
    SoftAuthenticator key = SoftAuthenticator.at(clef.port());
    addPasskey(anna.browser(), key);
    LETTERS.letter(anna.address(), 2);
    List<Runnable> objections = new ArrayList<>();
    objections.add(() -> assertThat(signInByPasskey(key).status()).isEqualTo(200));
    objections.add(
        () -> assertThat(anna.browser().delete("/api/v1/me/lost-factors").status()).isEqualTo(204));
    int letters = 2;
    for (Runnable objection : objections) {
      sayLost(anna, ++letters);
      LETTERS.letter(anna.address(), ++letters);
      clef.clock().advance(Duration.ofHours(73));
      objection.run();
      assertThat(sayLost(anna, ++letters).json().get("removed").asBoolean()).isFalse();
      LETTERS.letter(anna.address(), ++letters);
      assertThat(signInByPasskey(key).status()).isEqualTo(200);
      clef.clock().advance(Duration.ofHours(3));
    }
    assertThat(anna.browser().delete("/api/v1/me/lost-factors").code()).isEqualTo("not_found");
    sayLost(anna, ++letters);
    LETTERS.letter(anna.address(), ++letters);
    Answer changed =
        clef.client()
            .cookie(Client.LISTENER, anna.browser().cookie(Client.LISTENER))
            .get("/api/v1/me/factors");
    assertThat(changed.json().get("passkeys")).hasSize(1);
  }

  @Test
  void a_wrong_password_an_unknown_name_and_another_step_lead_nowhere() {
    Somebody anna = confirmed();
    assertThat(lost(anna, anna.who().password()).code()).isEqualTo("nothing_lost");
    addPasskey(anna.browser(), SoftAuthenticator.at(clef.port()));
    LETTERS.letter(anna.address(), 2);
    assertThat(lost(anna, "not the password").code()).isEqualTo("wrong_credentials");
    assertThat(
            clef.client()
                .post("/api/v1/lost-factors", Map.of("name", "nobody-here", "password", "x"))
                .code())
        .isEqualTo("wrong_credentials");
    Somebody bert = somebody();
    addPasskey(bert.browser(), SoftAuthenticator.at(clef.port()));
    assertThat(lost(bert, bert.who().password()).code()).isEqualTo("no_letters");
    assertThat(lostCode("x", "12345678").code()).isEqualTo("code_expired");
    String step = lost(anna, anna.who().password()).json().get("loss").asString();
    String code = LETTERS.code(anna.address(), 3);
    assertThat(code(anna.browser(), code).code())
        .as("a code for this is none for a session")
        .isEqualTo("wrong_code");
    assertThat(lostCode(step, wrong(code)).code()).isEqualTo("wrong_code");
    assertThat(
            anna.browser()
                .put(
                    "/api/v1/me/password",
                    Map.of(
                        "current_password",
                        anna.who().password(),
                        "new_password",
                        "another horse " + anna.who().name()))
                .status())
        .isEqualTo(204);
    assertThat(lostCode(step, code).code()).as("a newer password").isEqualTo("code_expired");
  }
}
