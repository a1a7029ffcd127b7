package dev.clef.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.blocklist.PasswordFilterBuilder;
import dev.clef.blocklist.PasswordHash64;
import dev.clef.subject.SubjectId;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import dev.clef.vault.Access;
import dev.clef.vault.FieldValue;
import dev.clef.vault.Fields;
import dev.clef.vault.Vault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** A server with a filter of stolen passwords: what it refuses, and whom it asks for a new one. */
@ClefServer
class BreachedPasswordTest {

  private static final String STOLEN = "purple monkey dishwasher";

  private final Running clef;
  private final Credentials credentials;
  private final Vault vault;

  @Autowired
  BreachedPasswordTest(Running clef, Credentials credentials, Vault vault) {
    this.clef = clef;
    this.credentials = credentials;
    this.vault = vault;
  }

  @DynamicPropertySource
  static void filter(DynamicPropertyRegistry registry) throws IOException {
    Path file = Files.createTempDirectory("clef-filter").resolve("stolen.filter");
    try (PasswordFilterBuilder builder = new PasswordFilterBuilder(file)) {
      builder.add(PasswordHash64.of(STOLEN.getBytes(StandardCharsets.UTF_8)));
      builder.write("a test", 1, Instant.EPOCH, done -> {});
    }
    registry.add("clef.passwords.filter", file::toString);
    registry.add("clef.web.rate-limits.confirm.burst", () -> 10);
    registry.add("clef.web.rate-limits.confirm.refill", () -> "1h");
  }

  @Test
  void registration_refuses_what_was_stolen_and_what_is_the_persons_own_name() {
    Listener listener = Listener.some();
    assertThat(register(listener, STOLEN)).isEqualTo("password breached");
    assertThat(register(listener, listener.name() + "99")).isEqualTo("password guessable");
    assertThat(register(listener, "P4ssw0rd!")).isEqualTo("password guessable");
    assertThat(listener.signIn(clef.client()).code()).isEqualTo("wrong_credentials");
    listener.registered(clef.client());
  }

  @Test
  void a_change_refuses_them_too_and_leaves_the_old_one() {
    Listener listener = Listener.some();
    Client browser = listener.signedIn(clef.client());
    assertThat(change(browser, listener.password(), STOLEN)).isEqualTo("new_password breached");
    assertThat(change(browser, listener.password(), listener.name().toUpperCase(Locale.ROOT) + "!"))
        .isEqualTo("new_password guessable");
    assertThat(change(browser, listener.password(), "password1"))
        .isEqualTo("new_password guessable");
    assertThat(listener.signIn(clef.client()).status()).isEqualTo(200);
  }

  @Test
  void a_better_hash_of_the_old_password_does_not_undo_a_new_one() {
    Listener listener = Listener.some();
    Client browser = listener.signedIn(clef.client());
    SubjectId subject = subject(browser);
    FieldValue checked =
        vault.use(
            subject,
            Set.of(Fields.HASHED_PASSWORD),
            Access.authentication(),
            (held, owed) -> Objects.requireNonNull(held.get(Fields.HASHED_PASSWORD)));
    credentials.renew(subject, listener.password(), checked);
    assertThat(listener.signIn(clef.client()).status()).as("the same anew").isEqualTo(200);
    assertThat(change(browser, listener.password(), "a wholly other sentence")).isEmpty();
    credentials.renew(subject, listener.password(), checked); // it took its time
    assertThat(listener.signIn(clef.client()).code()).isEqualTo("wrong_credentials");
    assertThat(listener.with("password", "a wholly other sentence").signIn(clef.client()).status())
        .isEqualTo(200);
  }

  @Test
  void who_came_with_a_stolen_one_signs_in_and_has_to_choose_another() {
    Listener listener = Listener.some();
    Client browser = listener.signedIn(clef.client());
    SubjectId subject = subject(browser);
    credentials.store(subject, STOLEN, () -> {}); // as an import does, which sees only hashes
    Listener imported = listener.with("password", STOLEN);

    Client another = clef.client();
    Answer answer = imported.signIn(another);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("{\"must\":[\"breached_password\"]}");
    assertThat(another.get("/api/v1/me").code()).isEqualTo("action_required");
    assertThat(browser.get("/api/v1/me").code()).as("elsewhere").isEqualTo("action_required");
    assertThat(imported.signIn(clef.client()).status()).as("again").isEqualTo(200);

    assertThat(another.get("/settle").text())
        .contains("Choose a new password", "in a list of passwords that were stolen");
    assertThat(change(another, STOLEN, STOLEN)).isEqualTo("new_password breached");
    assertThat(another.get("/api/v1/me").code()).isEqualTo("action_required");
    assertThat(change(another, STOLEN, "a quiet harbour at dawn")).isEmpty();
    JsonNode seen = another.get("/api/v1/me/activity").json().get("items");
    assertThat(seen.findValuesAsString("what"))
        .as("said once, for two sign-ins")
        .containsOnlyOnce("password.breached")
        .containsOnlyOnce("password.changed");
    assertThat(imported.signIn(clef.client()).code()).isEqualTo("wrong_credentials");
    assertThat(imported.with("password", "a quiet harbour at dawn").signIn(clef.client()).text())
        .isEqualTo("{\"must\":[]}");
  }

  @Test
  void who_guesses_a_password_by_a_session_has_to_wait() {
    Client erasing = Listener.some().signedIn(clef.client());
    Map<String, String> password = Map.of("password", "a wrong guess");
    for (int i = 0; i < 10; i++) {
      assertThat(erasing.delete("/api/v1/me", password).code()).isEqualTo("wrong_credentials");
    }
    assertThat(erasing.delete("/api/v1/me", password).code()).isEqualTo("rate_limited");
    Client browser = Listener.some().signedIn(clef.client());
    Map<String, String> guess =
        Map.of("current_password", "a wrong guess", "new_password", "a quiet harbour at dawn");
    for (int i = 0; i < 10; i++) {
      assertThat(browser.put("/api/v1/me/password", guess).code()).isEqualTo("wrong_credentials");
    }
    assertThat(browser.put("/api/v1/me/password", guess).code()).isEqualTo("rate_limited");
  }

  @Test
  void a_wrong_password_marks_nobody_even_if_it_was_stolen() {
    Listener listener = Listener.some().registered(clef.client());
    assertThat(listener.with("password", STOLEN).signIn(clef.client()).code())
        .isEqualTo("wrong_credentials");
    assertThat(listener.signIn(clef.client()).text()).isEqualTo("{\"must\":[]}");
  }

  @Test
  void the_form_of_registration_says_why_in_the_language_of_the_person() {
    Map<String, String> said =
        Map.of(
            "en", "stolen from other services",
            "de", "anderen Diensten gestohlen",
            "fr", "volés à d’autres services",
            "es", "robadas a otros servicios",
            "it", "rubate ad altri servizi",
            "pt", "roubadas de outros serviços",
            "ja", "ほかのサービスから盗まれた");
    Map<String, String> fields = Listener.some().with("password", STOLEN).fields();
    said.forEach((language, words) -> {
      Answer answer = clef.client().form("/register", fields, language);
      assertThat(answer.status()).as(language).isEqualTo(422);
      assertThat(answer.text()).contains(words).doesNotContain(STOLEN);
    });
  }

  /** The field and the code of what was wrong. */
  private String register(Listener listener, String password) {
    return wrong(
        clef.client().post("/api/v1/accounts", listener.with("password", password).fields()));
  }

  private static String change(Client browser, String current, String chosen) {
    Answer answer =
        browser.put(
            "/api/v1/me/password", Map.of("current_password", current, "new_password", chosen));
    return answer.status() == 204 ? "" : wrong(answer);
  }

  private static String wrong(Answer answer) {
    assertThat(answer.code()).as(answer.text()).isEqualTo("invalid_fields");
    JsonNode fields = answer.json().get("errors");
    assertThat(fields).hasSize(1);
    JsonNode field = fields.get(0);
    return field.get("field").asString() + " " + field.get("code").asString();
  }

  private SubjectId subject(Client browser) {
    String id = browser.get("/api/v1/me").json().get("user_id").asString();
    return new SubjectId(UUID.fromString(id));
  }
}
