package dev.clef.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.subject.SubjectId;
import dev.clef.testing.AuthenticatorOwner;
import dev.clef.testing.BrowserHand;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Listener;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.Running;
import dev.clef.testing.SoftAuthenticator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Browsers people trust, over HTTP, with a browser that also lies. */
@ClefServer
class DeviceKeyTest {

  private static final String KEYS = "/api/v1/me/device-keys";
  private static final String APP = "/api/v1/me/authenticator";
  private static final String ASK = "/api/v1/sign-in/device-key/challenge";

  private final Running clef;
  private final Credentials credentials;
  private final Sessions sessions;

  @Autowired
  DeviceKeyTest(Running clef, Credentials credentials, Sessions sessions) {
    this.clef = clef;
    this.credentials = credentials;
    this.sessions = sessions;
  }

  /** Somebody with a browser they trust. */
  private record Person(Listener listener, Client browser, BrowserHand hand, String factorId) {}

  private Person person(boolean withApp) {
    Listener listener = Listener.some();
    Client browser = listener.signedIn(clef.client());
    if (withApp) {
      app(browser);
    }
    BrowserHand hand = new BrowserHand();
    Answer added = add(browser, hand);
    assertThat(added.status()).as(added.toString()).isEqualTo(200);
    return new Person(listener, browser, hand, added.json().get("factor_id").asString());
  }

  private void app(Client browser) {
    JsonNode setup = browser.post(APP + "/setup", Map.of()).json();
    AuthenticatorOwner owner =
        AuthenticatorOwner.withSecret(setup.get("secret").asString(), clef.clock());
    Answer added =
        browser.post(
            APP,
            Map.of("setup", setup.get("setup").asString(), "code", owner.code(), "name", "Phone"));
    assertThat(added.status()).as(added.toString()).isEqualTo(204);
  }

  private static String question(Client browser) {
    return browser.post(KEYS + "/challenge", Map.of()).json().get("challenge").asString();
  }

  private static Answer add(Client browser, BrowserHand hand) {
    String question = question(browser);
    return add(browser, question, hand.publicKey(), signed(hand, question));
  }

  private static Answer add(Client browser, String question, String key, String signature) {
    return browser.post(
        KEYS,
        Map.of("challenge", question, "public_key", key, "signature", signature, "name", "Mine"));
  }

  private static String signed(BrowserHand hand, String question) {
    return hand.signAsIs("clef device\n" + question);
  }

  private String ask(String... factorIds) {
    Answer asked = clef.client().post(ASK, Map.of("factor_ids", List.of(factorIds)));
    assertThat(asked.status()).as(asked.toString()).isEqualTo(200);
    return asked.json().get("challenge").asString();
  }

  private String answer(Person person) {
    String question = ask(person.factorId());
    return question + " " + person.factorId() + ":" + signed(person.hand(), question);
  }

  private static Answer signIn(Client browser, Listener who, String deviceKey) {
    return browser.post(
        "/api/v1/sign-in",
        Map.of("name", who.name(), "password", who.password(), "device_key", deviceKey));
  }

  private Answer signIn(Person person, String deviceKey) {
    return signIn(clef.client(), person.listener(), deviceKey);
  }

  private Answer withWrongPassword(Person person, String deviceKey) {
    return clef.client()
        .post(
            "/api/v1/sign-in",
            Map.of(
                "name",
                person.listener().name(),
                "password",
                "no horse at all",
                "device_key",
                deviceKey));
  }

  private static JsonNode held(Client browser) {
    return browser.get("/api/v1/me/factors").json().get("device_keys");
  }

  @Test
  void a_trusted_browser_stands_in_for_the_code_is_named_and_removed() {
    Person person = person(true);
    assertThat(person.listener().signIn(clef.client()).code()).isEqualTo("code_required");
    assertThat(held(person.browser()).get(0).has("last_used_at")).isFalse();
    Client browser = clef.client();
    assertThat(signIn(browser, person.listener(), answer(person)).status()).isEqualTo(200);
    JsonNode key = held(browser).get(0);
    assertThat(key.get("name").asString()).isEqualTo("Mine");
    assertThat(key.get("factor_id").asString()).isEqualTo(person.factorId());
    assertThat(key.get("last_used_at").asString()).isNotEmpty();

    String one = KEYS + "/" + person.factorId();
    assertThat(person.browser().patch(one, Map.of("name", "")).code()).isEqualTo("invalid_fields");
    assertThat(person.browser().patch(one, Map.of("name", "Old laptop")).status()).isEqualTo(204);
    assertThat(held(browser).get(0).get("name").asString()).isEqualTo("Old laptop");
    assertThat(person.browser().delete(one).status()).isEqualTo(204);
    assertThat(person.browser().delete(one).code()).isEqualTo("not_found");
    assertThat(person.browser().patch(one, Map.of("name", "x")).code()).isEqualTo("not_found");
    assertThat(signIn(person, answer(person)).code()).isEqualTo("code_required");
    assertThat(held(browser).size()).isZero();
  }

  @Test
  void applications_are_told_of_two_factors_and_a_key_in_software() {
    Person person = person(false);
    RelyingParty player = RelyingParty.added(clef, "web", "https://player.example.com/callback");
    Client browser = clef.client();
    assertThat(signIn(browser, person.listener(), answer(person)).status()).isEqualTo(200);
    JsonNode claims = claims(player.redeem(player.code(browser)).json());
    assertThat(claims.path("acr").asString()).isEqualTo("urn:clef:acr:two_factors");
    assertThat(claims.path("amr").toString()).isEqualTo("[\"mfa\",\"pwd\",\"swk\"]");
  }

  private static JsonNode claims(JsonNode tokens) {
    String part = tokens.path("id_token").asString().split("\\.", -1)[1];
    return Client.JSON.readTree(
        new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
  }

  @Test
  void an_answer_is_good_once_for_a_minute_and_only_with_the_password() {
    Person person = person(true);
    String answer = answer(person);
    Answer wrong = withWrongPassword(person, answer);
    assertThat(wrong.code()).isEqualTo("wrong_credentials");
    assertThat(signIn(person, answer).status()).isEqualTo(200);
    assertThat(signIn(person, answer).code()).isEqualTo("code_required");

    String late = answer(person);
    clef.clock().advance(Duration.ofSeconds(61));
    assertThat(signIn(person, late).code()).isEqualTo("code_required");
  }

  @Test
  void a_browser_removed_while_it_signs_in_has_no_session() throws Exception {
    Person person = person(true);
    assertThat(meanwhile(person, () -> {})).isInstanceOf(Sessions.Opened.class);
    // It is being removed: whether the sign-in was before or after, is not known yet.
    try (Connection removing = clef.data().open()) {
      removing.setAutoCommit(false);
      assertThat(
              meanwhile(
                  person,
                  () -> {
                    delete(removing, person.factorId());
                    Thread.ofVirtual().start(() -> commitLater(removing));
                  }))
          .isInstanceOf(Sessions.Overtaken.class);
    }
    assertThat(
            clef.data()
                .count(
                    "select count(*) from identity.session where user_id = ? and proofs like '%'"
                        + " || ? || ':%'",
                    subject(person).value(), Proof.DEVICE_KEY.code()))
        .as("the one it was added in, and the one of before")
        .isEqualTo(2);
  }

  private static SubjectId subject(Person person) {
    return new SubjectId(
        UUID.fromString(person.browser().get("/api/v1/me").json().get("user_id").asString()));
  }

  /** Proves password and browser, does something else, and wants a session for it. */
  private Sessions.Opening meanwhile(Person person, Runnable something) {
    return credentials.checkThen(
        subject(person),
        person.listener().password(),
        new SecondStep(null, answer(person)),
        (owed, checked) -> {
          something.run();
          return sessions.open(subject(person), checked, "a browser", "192.0.2.1", owed);
        });
  }

  private static void delete(Connection connection, String factorId) {
    try (var statement =
        connection.prepareStatement("delete from identity.device_key where factor_id = ?")) {
      statement.setObject(1, UUID.fromString(factorId));
      assertThat(statement.executeUpdate()).isEqualTo(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** When the sign-in waits for it. */
  private static void commitLater(Connection connection) {
    try {
      Thread.sleep(Duration.ofMillis(500));
      connection.commit();
    } catch (SQLException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** How often the log says that the factors of somebody were opened. */
  private static long reads(Person person) {
    return person
        .browser()
        .get("/api/v1/me/activity?limit=100")
        .json()
        .get("items")
        .valueStream()
        .filter(item ->
            item.path("fields").valueStream().anyMatch(it -> it.asString().equals("factors")))
        .count();
  }

  @Test
  void factors_are_not_opened_for_whoever_has_the_wrong_password() {
    Person person = person(true);
    String answer = answer(person);
    long before = reads(person);
    assertThat(withWrongPassword(person, answer).code()).isEqualTo("wrong_credentials");
    assertThat(reads(person)).isEqualTo(before);
    assertThat(signIn(person, answer).status()).isEqualTo(200);
    assertThat(reads(person)).isGreaterThan(before);
  }

  @Test
  void of_answers_at_once_one_is_taken() {
    Person person = person(true);
    String answer = answer(person);
    List<CompletableFuture<Integer>> answers =
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> signIn(person, answer).status()))
            .limit(6)
            .toList();
    assertThat(answers.stream().map(CompletableFuture::join).filter(status -> status == 200))
        .hasSize(1);
  }

  @Test
  void what_proves_nothing_is_as_if_there_were_none() {
    Person person = person(true);
    Person other = person(true);
    String question = ask(person.factorId());
    String id = person.factorId() + ":";
    String right = signed(person.hand(), question);
    String adding = question(person.browser());
    for (String nothing :
        List.of(
            "",
            " ",
            question,
            question + " ",
            question + " " + id,
            question + " " + person.factorId(),
            question + " " + UUID.randomUUID() + ":" + right,
            question + " nobody:" + right,
            question + " " + id + signed(other.hand(), question),
            question + " " + id + person.hand().sign(question), // for a session of staff
            question + " " + id + person.hand().signAsIs(question),
            ask(other.factorId()) + " " + id + right,
            adding + " " + id + signed(person.hand(), adding),
            "x" + question + " " + id + right,
            answer(other))) {
      assertThat(signIn(person, nothing).code()).as(nothing).isEqualTo("code_required");
    }
    // Right, and to a question to another key.
    String elsewhere = ask(other.factorId());
    assertThat(signIn(person, elsewhere + " " + id + signed(person.hand(), elsewhere)).code())
        .isEqualTo("code_required");
    // A browser of two people answers for both.
    String both = ask(other.factorId(), person.factorId());
    String answer =
        both
            + " "
            + other.factorId()
            + ":"
            + signed(other.hand(), both)
            + " "
            + id
            + signed(person.hand(), both);
    assertThat(signIn(person, answer).status()).isEqualTo(200);
  }

  @Test
  void where_there_is_no_app_a_browser_that_is_not_trusted_signs_in_as_before() {
    Person person = person(false);
    assertThat(signIn(person, "nothing").status()).isEqualTo(200);
    assertThat(person.listener().signIn(clef.client()).status()).isEqualTo(200);
  }

  @Test
  void a_question_has_its_keys() {
    assertThat(clef.client().post(ASK, Map.of("factor_ids", List.of())).code())
        .isEqualTo("invalid_fields");
    List<UUID> many = Stream.generate(UUID::randomUUID).limit(9).toList();
    assertThat(clef.client().post(ASK, Map.of("factor_ids", many)).code())
        .isEqualTo("invalid_fields");
    assertThat(clef.client().post(ASK, Map.of()).code()).isEqualTo("invalid_fields");
  }

  @Test
  void a_browser_is_trusted_after_a_fresh_proof_that_it_has_the_key() {
    Listener listener = Listener.some();
    Client browser = listener.signedIn(clef.client());
    BrowserHand hand = new BrowserHand();
    String question = question(browser);
    String right = signed(hand, question);
    assertThat(add(browser, question, hand.publicKey(), hand.sign(question)).code())
        .isEqualTo("proof_refused");
    assertThat(add(browser, question, new BrowserHand().publicKey(), right).code())
        .isEqualTo("proof_refused");
    assertThat(add(browser, "x" + question, hand.publicKey(), right).code())
        .isEqualTo("proof_refused");
    BrowserHand curve = new BrowserHand("secp384r1");
    assertThat(add(browser, question, curve.publicKey(), signed(curve, question)).code())
        .isEqualTo("invalid_fields");
    Client other = clef.client();
    listener.signIn(other);
    assertThat(add(other, question, hand.publicKey(), right).code())
        .as("asked in another session")
        .isEqualTo("proof_refused");
    assertThat(add(browser, question, hand.publicKey(), right).status()).isEqualTo(200);
    assertThat(add(browser, question, hand.publicKey(), right).code()).isEqualTo("proof_refused");

    clef.clock().advance(Duration.ofMinutes(20));
    assertThat(browser.post(KEYS + "/challenge", Map.of()).code()).isEqualTo("confirmation_needed");
    String one = KEYS + "/" + held(browser).get(0).get("factor_id").asString();
    assertThat(browser.delete(one).code()).isEqualTo("confirmation_needed");
    assertThat(clef.client().post(KEYS + "/challenge", Map.of()).code()).isEqualTo("not_signed_in");
  }

  @Test
  void a_trusted_browser_and_the_password_do_not_take_an_account_over() {
    Person person = person(true);
    Client browser = clef.client();
    assertThat(signIn(browser, person.listener(), answer(person)).status()).isEqualTo(200);
    for (String factor : List.of("/api/v1/me/passkeys/challenge", KEYS + "/challenge")) {
      assertThat(browser.post(factor, Map.of()).code()).isEqualTo("confirmation_needed");
    }
    assertThat(browser.delete(APP).code()).isEqualTo("confirmation_needed");
    assertThat(browser.patch("/api/v1/me", Map.of("email", "thief@example.org")).code())
        .isEqualTo("confirmation_needed");
    assertThat(browser.get("/api/v1/me/export").status()).as("two factors").isEqualTo(200);
  }

  @Test
  void nor_do_they_where_the_app_came_with_an_import() {
    Listener listener = Listener.some();
    Client owner = listener.signedIn(clef.client());
    app(owner);
    clef.data().update("update identity.account set has_app = false");
    BrowserHand hand = new BrowserHand();
    Answer added = add(owner, hand);
    assertThat(added.status()).as(added.toString()).isEqualTo(200);
    Person person = new Person(listener, owner, hand, added.json().get("factor_id").asString());
    Client browser = clef.client();
    assertThat(signIn(browser, listener, answer(person)).status()).isEqualTo(200);
    assertThat(browser.delete(APP).code()).isEqualTo("confirmation_needed");
    assertThat(browser.post("/api/v1/me/passkeys/challenge", Map.of()).code())
        .isEqualTo("confirmation_needed");
  }

  @Test
  void a_question_to_no_key_is_none() {
    Map<String, Object> nothing = new HashMap<>();
    nothing.put("factor_ids", Collections.singletonList(null));
    assertThat(clef.client().post("/api/v1/sign-in/device-key/challenge", nothing).code())
        .isEqualTo("invalid_fields");
  }

  @Test
  void it_does_not_stand_in_for_the_last_passkey() {
    Person person = person(false);
    SoftAuthenticator key = SoftAuthenticator.at(clef.port());
    JsonNode asked = person.browser().post("/api/v1/me/passkeys/challenge", Map.of()).json();
    Map<String, Object> body = new HashMap<>();
    body.put("challenge", asked.get("challenge").asString());
    body.put("credential", key.create(asked.get("public_key")));
    body.put("name", "Phone");
    assertThat(person.browser().post("/api/v1/me/passkeys", body).status()).isEqualTo(204);
    JsonNode held = person.browser().get("/api/v1/me/factors").json().get("passkeys").get(0);
    assertThat(
            person
                .browser()
                .delete("/api/v1/me/passkeys/" + held.get("factor_id").asString())
                .code())
        .isEqualTo("last_factor");
    assertThat(person.browser().delete(KEYS + "/" + person.factorId()).status()).isEqualTo(204);
  }

  private static String copy(Client browser) {
    try (var zip =
        new ZipInputStream(new ByteArrayInputStream(browser.get("/api/v1/me/export").body()))) {
      assertThat(Objects.requireNonNull(zip.getNextEntry()).getName()).isEqualTo("data.json");
      return new String(zip.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_copy_has_it_and_an_erasure_ends_it() {
    Person person = person(false);
    Client browser = person.browser();
    assertThat(copy(browser)).contains("device_keys").contains("Mine");
    UUID factorId = UUID.fromString(person.factorId());
    String rows = "select count(*) from identity.device_key where factor_id = ?";
    assertThat(clef.data().count(rows, factorId)).isEqualTo(1);
    assertThat(
            browser.delete("/api/v1/me", Map.of("password", person.listener().password())).status())
        .isIn(200, 202);
    assertThat(clef.data().count(rows, factorId)).isZero();
    assertThat(signIn(person, answer(person)).code()).isEqualTo("wrong_credentials");
  }
}
