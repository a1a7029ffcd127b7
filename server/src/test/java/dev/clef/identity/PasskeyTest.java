package dev.clef.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import dev.clef.testing.SoftAuthenticator;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Passkeys over HTTP, with an authenticator that also lies. */
@ClefServer
class PasskeyTest {

  private static final String SIGN_IN = "/api/v1/sign-in/passkey";
  private static final String CONFIRM = "/api/v1/me/confirmation/passkey";
  private static final String ADD = "/api/v1/me/passkeys";

  private final Running clef;

  @Autowired
  PasskeyTest(Running clef) {
    this.clef = clef;
  }

  /** Somebody with a passkey. */
  private record Person(Listener listener, Client browser, SoftAuthenticator key) {}

  private Person person() {
    Listener listener = Listener.some();
    Client browser = listener.signedIn(clef.client());
    SoftAuthenticator key = SoftAuthenticator.at(clef.port());
    assertThat(add(browser, key, "Phone").status()).isEqualTo(204);
    return new Person(listener, browser, key);
  }

  private static Answer add(Client browser, SoftAuthenticator key, String name) {
    JsonNode asked = browser.post(ADD + "/challenge", Map.of()).json();
    return browser.post(
        ADD,
        Map.of(
            "challenge",
            asked.get("challenge").asString(),
            "credential",
            key.create(asked.get("public_key")),
            "name",
            name));
  }

  private static Answer use(Client browser, String point, SoftAuthenticator key) {
    JsonNode asked = browser.post(point + "/challenge", Map.of()).json();
    return answer(browser, point, asked, key.get(asked.get("public_key")));
  }

  private static Answer answer(
      Client browser, String point, JsonNode asked, Map<String, Object> credential) {
    return browser.post(
        point, Map.of("challenge", asked.get("challenge").asString(), "credential", credential));
  }

  private Answer signIn(SoftAuthenticator key) {
    return use(clef.client(), SIGN_IN, key);
  }

  @Test
  void a_passkey_is_added_signs_in_is_named_and_removed() {
    Person person = person();
    Client other = clef.client();
    assertThat(use(other, SIGN_IN, person.key()).json().get("must").size()).isZero();
    assertThat(other.get("/api/v1/me").json().get("username").asString())
        .isEqualTo(person.listener().name());
    JsonNode key = other.get("/api/v1/me/factors").json().get("passkeys").get(0);
    assertThat(key.get("name").asString()).isEqualTo("Phone");
    assertThat(key.get("last_used_at").asString()).isNotEmpty();
    String one = ADD + "/" + key.get("factor_id").asString();

    assertThat(other.patch(one, Map.of("name", " ")).code()).isEqualTo("invalid_fields");
    assertThat(other.patch(one, Map.of("name", "x".repeat(61))).code()).isEqualTo("invalid_fields");
    assertThat(other.patch(one, Map.of("name", "a\u0000b")).code()).isEqualTo("invalid_fields");
    assertThat(other.patch(one, Map.of("name", "Red phone")).status()).isEqualTo(204);
    assertThat(other.delete(one).code()).as("the last one").isEqualTo("last_factor");
    SoftAuthenticator second = SoftAuthenticator.at(clef.port());
    assertThat(add(other, second, "Key ring").status()).isEqualTo(204);
    assertThat(other.delete(one).status()).isEqualTo(204);
    assertThat(other.delete(one).code()).isEqualTo("not_found");

    assertThat(signIn(person.key()).code()).isEqualTo("passkey_unknown");
    assertThat(signIn(second).status()).isEqualTo(200);
    assertThat(other.get("/api/v1/me/factors").text()).contains("Key ring").doesNotContain("Red");
  }

  @Test
  void what_is_asked_of_the_browser_is_what_the_standard_says() {
    Person person = person();
    JsonNode signIn = clef.client().post(SIGN_IN + "/challenge", Map.of()).json().get("public_key");
    assertThat(signIn.get("rpId").asString()).isEqualTo("localhost");
    assertThat(signIn.get("userVerification").asString()).isEqualTo("required");
    assertThat(signIn.get("allowCredentials").size()).isZero();
    assertThat(signIn.get("challenge").asString()).hasSize(43);

    JsonNode create = person.browser().post(ADD + "/challenge", Map.of()).json().get("public_key");
    JsonNode selection = create.get("authenticatorSelection");
    assertThat(selection.get("residentKey").asString()).isEqualTo("required");
    assertThat(selection.get("userVerification").asString()).isEqualTo("required");
    assertThat(create.get("excludeCredentials").get(0).get("id").asString())
        .isEqualTo(person.key().id());
    assertThat(create.get("user").get("id").asString()).hasSize(43);
    assertThat(create.get("user").get("name").asString()).isEqualTo(person.listener().name());
    assertThat(create.get("attestation").asString())
        .as("nobody asks what people use")
        .isEqualTo("none");
    assertThat(create.get("pubKeyCredParams").findValuesAsString("alg"))
        .containsExactly("-7", "-8", "-257");
  }

  @Test
  void an_answer_is_good_once() {
    Person person = person();
    Client browser = clef.client();
    JsonNode asked = browser.post(SIGN_IN + "/challenge", Map.of()).json();
    Map<String, Object> answer = person.key().get(asked.get("public_key"));
    assertThat(answer(browser, SIGN_IN, asked, answer).status()).isEqualTo(200);
    assertRefused(answer(clef.client(), SIGN_IN, asked, answer));
    // Signed anew, as somebody does who has the key and not a new question.
    assertRefused(answer(clef.client(), SIGN_IN, asked, person.key().again()));
  }

  @Test
  void of_answers_at_once_one_is_taken() {
    Person person = person();
    JsonNode asked = clef.client().post(SIGN_IN + "/challenge", Map.of()).json();
    Map<String, Object> answer = person.key().get(asked.get("public_key"));
    List<CompletableFuture<Integer>> answers =
        Stream.generate(() ->
                CompletableFuture.supplyAsync(
                    () -> answer(clef.client(), SIGN_IN, asked, answer).status()))
            .limit(8)
            .toList();
    assertThat(answers.stream().map(CompletableFuture::join).filter(status -> status == 200))
        .hasSize(1);
  }

  @Test
  void a_question_has_its_time_and_its_purpose() {
    Person person = person();
    Client browser = person.browser();
    JsonNode asked = browser.post(SIGN_IN + "/challenge", Map.of()).json();
    JsonNode confirm = browser.post(CONFIRM + "/challenge", Map.of()).json();
    assertRefused(answer(browser, CONFIRM, asked, person.key().get(asked.get("public_key"))));
    assertRefused(answer(browser, SIGN_IN, confirm, person.key().get(confirm.get("public_key"))));
    Client other = person.listener().signIn(browser).status() == 200 ? browser : clef.client();
    assertRefused(answer(other, CONFIRM, confirm, person.key().get(confirm.get("public_key"))));
    clef.clock().advance(Duration.ofMinutes(6));
    assertRefused(answer(clef.client(), SIGN_IN, asked, person.key().get(asked.get("public_key"))));
  }

  @Test
  void another_site_is_refused() {
    Person person = person();
    String ours = "https://localhost:" + clef.port();
    for (String origin :
        List.of(
            "https://localhost.example.org",
            "https://localhost",
            "http://localhost:" + clef.port(),
            "https://evil.localhost:" + clef.port(),
            "null")) {
      assertRefused(signIn(person.key().origin(origin)));
    }
    person.key().origin(ours);
    assertRefused(signIn(person.key().rpId("example.org")));
    person.key().rpId("localhost");
    assertRefused(signIn(person.key().crossOrigin(true)));
    person.key().crossOrigin(false);
    assertRefused(signIn(person.key().type("webauthn.create")));
    person.key().type(null);
    assertThat(signIn(person.key()).status()).isEqualTo(200);
  }

  @Test
  void a_key_that_did_not_check_its_owner_is_refused() {
    Person person = person();
    assertRefused(signIn(person.key().verifiesUser(false)));
    Client browser = person.browser();
    assertRefused(add(browser, SoftAuthenticator.at(clef.port()).verifiesUser(false), "Stick"));
  }

  @Test
  void a_counter_that_goes_back_is_refused() {
    Person person = person();
    assertThat(signIn(person.key().counter(7)).status()).isEqualTo(200);
    assertRefused(signIn(person.key().counter(7)));
    assertRefused(signIn(person.key().counter(6)));
    assertRefused(signIn(person.key().counter(0)));
    assertThat(signIn(person.key().counter(8)).status()).isEqualTo(200);
  }

  @Test
  void a_key_that_changes_its_mind_about_copies_still_signs_in_and_is_told_of() {
    Person person = person();
    assertThat(signIn(person.key().copied(true)).status()).isEqualTo(200);
    JsonNode key = person.browser().get("/api/v1/me/factors").json().get("passkeys").get(0);
    assertThat(key.get("synced").asBoolean()).isTrue();
    assertThat(key.get("unsteady").asBoolean()).isTrue();
    assertThat(signIn(person.key().copied(false)).status()).isEqualTo(200);
    key = person.browser().get("/api/v1/me/factors").json().get("passkeys").get(0);
    assertThat(key.get("unsteady").asBoolean()).isFalse();
  }

  /** YSA-2026-02: a key of one's own where somebody else's is asked for. */
  @Test
  void a_key_is_good_for_its_owner_alone() {
    Person victim = person();
    Person attacker = person();
    byte[] own = attacker.key().userHandle();
    byte[] owner = victim.key().userHandle();
    assertRefused(signIn(attacker.key().userHandle(victim.key().userHandle())));
    assertRefused(signIn(attacker.key().userHandle(new byte[0])));
    attacker.key().userHandle(own);
    assertRefused(use(victim.browser(), CONFIRM, attacker.key()));
    // The name of the victim's key, signed with the attacker's.
    Client browser = clef.client();
    JsonNode asked = browser.post(SIGN_IN + "/challenge", Map.of()).json();
    Map<String, Object> forged = new HashMap<>(attacker.key().get(asked.get("public_key")));
    forged.put("id", victim.key().id());
    forged.put("rawId", victim.key().id());
    assertRefused(answer(browser, SIGN_IN, asked, forged));
    // A key that is somebody's already.
    assertRefused(add(attacker.browser(), victim.key(), "Mine"));
    assertRefused(signIn(victim.key())); // which has been told it is the attacker's
    assertThat(signIn(victim.key().userHandle(owner)).status()).isEqualTo(200);
  }

  @Test
  void what_is_no_answer_is_refused() {
    Person person = person();
    Client browser = clef.client();
    JsonNode asked = browser.post(SIGN_IN + "/challenge", Map.of()).json();
    Map<String, Object> right = person.key().get(asked.get("public_key"));
    Map<String, Object> response = inner(right);
    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of(),
            Map.of("id", "AAAA"),
            changed(right, "response", Map.of()),
            changed(right, "response", 7),
            changed(right, "rawId", "%%%"),
            changed(right, "response", changed(response, "clientDataJSON", "e30")),
            changed(right, "response", changed(response, "clientDataJSON", "")),
            changed(right, "response", changed(response, "authenticatorData", "AAAA")),
            changed(right, "response", changed(response, "signature", "AAAA")),
            changed(right, "response", changed(response, "userHandle", null)))) {
      Answer answer = answer(browser, SIGN_IN, asked, wrong);
      assertThat(answer.code())
          .as(wrong.toString())
          .isIn("passkey_refused", "passkey_unknown", "malformed_request");
    }
    assertRefused(
        browser.post(SIGN_IN, Map.of("challenge", "not sealed by us", "credential", right)));
    assertThat(browser.post(SIGN_IN, Map.of("challenge", "x")).code()).isEqualTo("invalid_fields");
    assertThat(answer(browser, SIGN_IN, asked, right).status()).as("still good").isEqualTo(200);
  }

  @Test
  void a_disabled_or_erased_account_is_not_opened() {
    Person person = person();
    assertThat(use(person.browser(), CONFIRM, person.key()).status()).isEqualTo(204);
    assertThat(person.browser().delete("/api/v1/me", Map.of()).status()).isIn(200, 202);
    assertThat(signIn(person.key()).code()).isEqualTo("passkey_unknown");
    assertThat(
            clef.data()
                .count(
                    "select count(*) from identity.passkey where user_id not in"
                        + " (select user_id from identity.account where not deletion_flag)"))
        .isZero();
  }

  private static Map<String, Object> changed(
      Map<String, Object> map, String name, @Nullable Object value) {
    Map<String, Object> changed = new HashMap<>(map);
    changed.put(name, value);
    return changed;
  }

  private static Map<String, Object> inner(Map<String, Object> credential) {
    Map<String, Object> inner = new HashMap<>();
    ((Map<?, ?>) Objects.requireNonNull(credential.get("response")))
        .forEach((k, v) -> inner.put(String.valueOf(k), v));
    return inner;
  }

  private static void assertRefused(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(401);
    assertThat(answer.code()).isEqualTo("passkey_refused");
  }
}
