package dev.clef.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.audit.AuditEvent;
import dev.clef.subject.Purpose;
import dev.clef.subject.SubjectId;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Whatever becomes of plaintext in use, there is one entry in the log. */
@ClefServer
class OwedEntryTest {

  private static final Set<String> PASSWORD = Set.of(Fields.HASHED_PASSWORD);

  private final Running clef;
  private final Vault vault;
  private Client browser;
  private SubjectId subject;

  @Autowired
  OwedEntryTest(Running clef, Vault vault) {
    this.clef = clef;
    this.vault = vault;
    this.browser = clef.client();
    this.subject = new SubjectId(new UUID(0, 0));
  }

  @BeforeEach
  void somebody() {
    browser = Listener.some().signedIn(clef.client());
    subject =
        new SubjectId(UUID.fromString(browser.get("/api/v1/me").json().get("user_id").asString()));
  }

  @Test
  void what_was_not_stored_is_appended_as_a_read() {
    String hash =
        vault.use(
            subject,
            PASSWORD,
            Access.authentication(),
            (held, owed) -> Objects.requireNonNull(held.get(Fields.HASHED_PASSWORD)).text());
    assertThat(hash).contains("argon2id");
    assertThat(logged()).containsExactly("data.read hashed_password");
  }

  @Test
  void a_use_that_fails_is_logged_too() {
    assertThatThrownBy(() ->
            vault.use(
                subject,
                PASSWORD,
                Access.authentication(),
                (held, owed) -> {
                  throw new IllegalArgumentException("no");
                }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(logged()).containsExactly("data.read hashed_password");
  }

  @Test
  void what_came_of_it_takes_the_place_of_the_read() {
    AuditEvent event = AuditEvent.listener("sign_in.failed", Purpose.AUTHENTICATION);
    vault.use(
        subject,
        PASSWORD,
        Access.authentication(),
        (held, owed) -> {
          owed.append(event);
          return true;
        });
    assertThat(logged()).containsExactly("sign_in.failed hashed_password");
  }

  @Test
  void a_prepared_entry_that_was_not_stored_is_still_owed() {
    AuditEvent event = AuditEvent.listener("sign_in.succeeded", Purpose.AUTHENTICATION);
    vault.use(
        subject, PASSWORD, Access.authentication(), (held, owed) -> owed.prepare(event, Map.of()));
    assertThat(logged()).containsExactly("data.read hashed_password");
  }

  @Test
  void out_of_reach_nothing_is_opened_and_the_refusal_is_logged() {
    Access foreign = Access.listener(new SubjectId(UUID.randomUUID()));
    assertThatThrownBy(() -> vault.use(subject, PASSWORD, foreign, (held, owed) -> held))
        .isInstanceOf(AccessDenied.class);
    assertThat(logged()).containsExactly("data.refused hashed_password");
  }

  /** The entries of the day about the person, beside those of {@link #somebody}. */
  private List<String> logged() {
    return browser
        .get("/api/v1/me/activity")
        .json()
        .get("items")
        .valueStream()
        .map(item ->
            item.get("what").asString()
                + " "
                + item.get("fields").valueStream().toList().getFirst().asString())
        .takeWhile(
            line -> !line.startsWith("data.read address") && !line.startsWith("sign_in.succeeded"))
        .toList();
  }
}
