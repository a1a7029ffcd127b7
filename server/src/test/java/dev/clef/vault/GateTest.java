package dev.clef.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.subject.Catalogue;
import dev.clef.subject.Purpose;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Use.Act;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import dev.clef.vault.FieldValue.Origin;
import dev.clef.vault.Gate.Denial;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/** What the catalogue or the person's state does not allow is denied, and the log says so. */
@ClefServer
class GateTest {

  private static final SubjectId ANNA = new SubjectId(new UUID(0, 1));
  private static final UUID CASE = new UUID(0, 2);
  private static final Set<String> EMAIL = Set.of("email");

  private final Running clef;
  private final Vault vault;
  private final VaultWriter writer;
  private final VaultStore store;
  private final TransactionTemplate transaction;
  private Client browser;
  private SubjectId subject;

  @Autowired
  GateTest(
      Running clef,
      Vault vault,
      VaultWriter writer,
      VaultStore store,
      TransactionTemplate transaction) {
    this.clef = clef;
    this.vault = vault;
    this.writer = writer;
    this.store = store;
    this.transaction = transaction;
    this.browser = clef.client();
    this.subject = ANNA;
  }

  @BeforeEach
  void somebody() {
    browser = Listener.some().signedIn(clef.client());
    subject =
        new SubjectId(UUID.fromString(browser.get("/api/v1/me").json().get("user_id").asString()));
  }

  @Test
  void every_field_is_open_to_its_uses_and_to_no_other() {
    for (String field : List.of("username", "birth_date", "address")) {
      assertThat(Gate.judge(ANNA, Set.of(field), Access.listener(ANNA), Act.READ)).isEmpty();
      assertThat(denial(field, Access.authentication(), Act.READ)).isEqualTo(Denial.NO_SUCH_USE);
      assertThat(denial(field, Access.migration(CASE), Act.READ)).isEqualTo(Denial.NO_SUCH_USE);
      assertThat(Gate.judge(ANNA, Set.of(field), Access.migration(CASE), Act.WRITE)).isEmpty();
      assertThat(denial(field, Access.request(ANNA, Purpose.SECURITY, CASE), Act.READ))
          .isEqualTo(Denial.NO_SUCH_USE);
      assertThat(denial(field, Access.listener(subject), Act.READ)).isEqualTo(Denial.SOMEBODY_ELSE);
    }
    assertThat(denial("imported.x", Access.listener(ANNA), Act.WRITE))
        .isEqualTo(Denial.NO_SUCH_USE);
    assertThat(denial("hashed_password", Access.listener(ANNA), Act.READ))
        .isEqualTo(Denial.NO_SUCH_USE);
    assertThat(denial("hashed_password", Access.listener(ANNA), Act.WRITE))
        .isEqualTo(Denial.NO_SUCH_USE);
    assertThat(denial("shoe_size", Access.listener(ANNA), Act.READ))
        .isEqualTo(Denial.UNKNOWN_FIELD);
    assertThat(denial("imported", Access.listener(ANNA), Act.READ)).isEqualTo(Denial.UNKNOWN_FIELD);
  }

  @Test
  void the_catalogue_knows_the_fields_of_the_vault_and_the_vault_those_of_the_catalogue() {
    assertThat(Fields.PROFILE).allMatch(Fields::isValid).allMatch(f -> !Fields.isCredential(f));
    assertThat(List.of(Fields.HASHED_PASSWORD, Fields.TOTP_SECRET, Fields.FACTORS))
        .allMatch(Fields::isValid)
        .allMatch(Fields::isCredential);
    assertThat(Fields.isValid(Fields.imported("any thing"))).isTrue();
    assertThat(List.of("session", "account", "shoe_size", "staff.name")).noneMatch(Fields::isValid);
    assertThat(Catalogue.all().stream().filter(d -> Fields.isValid(d.name())))
        .hasSize(Fields.PROFILE.size() + 4);
  }

  @Test
  void a_read_for_a_purpose_the_catalogue_does_not_allow_is_denied_and_logged() {
    Access access = Access.request(subject, Purpose.SECURITY, CASE);
    assertThatThrownBy(() -> vault.read(subject, EMAIL, access)).isInstanceOf(AccessDenied.class);
    assertThatThrownBy(() -> vault.readAll(subject, access)).isInstanceOf(AccessDenied.class);
    assertThatThrownBy(() -> vault.open(subject, "session", Map.of(), access))
        .isInstanceOf(AccessDenied.class);
    assertThat(refusals())
        .hasSize(3)
        .allMatch(line -> line.contains("act=read") && line.contains("what=no_such_use"));
  }

  @Test
  void a_denial_stays_in_the_log_when_the_transaction_around_it_is_rolled_back() {
    Access access = Access.authentication();
    transaction.executeWithoutResult(status -> {
      assertThatThrownBy(() -> vault.read(subject, EMAIL, access)).isInstanceOf(AccessDenied.class);
      status.setRollbackOnly();
    });
    assertThat(refusals()).hasSize(1);
  }

  @Test
  void whoever_writes_a_letter_reaches_the_address_and_no_credential() {
    assertThat(vault.read(subject, Set.of("email", "locale"), Access.letter()))
        .containsOnlyKeys("email", "locale");
    assertThatThrownBy(() -> vault.read(subject, Set.of(Fields.HASHED_PASSWORD), Access.letter()))
        .isInstanceOf(AccessDenied.class);
    assertThatThrownBy(() -> vault.read(subject, Set.of("given_name"), Access.letter()))
        .isInstanceOf(AccessDenied.class);
    assertThat(refusals()).hasSize(2);
  }

  @Test
  void a_write_the_catalogue_does_not_allow_is_denied_logged_and_changes_nothing() {
    VaultWriter.Change change =
        new VaultWriter.Change(
            Map.of(Fields.HASHED_PASSWORD, new byte[] {1}), List.of(), Origin.PERSON);
    assertThatThrownBy(() -> writer.write(subject, change, Access.listener(subject), () -> {}))
        .isInstanceOf(AccessDenied.class);
    assertThat(refusals()).singleElement().asString().contains("act=write");
    assertThat(
            clef.data()
                .count(
                    "select version from vault.field where user_id = ? and name = 'hashed_password'",
                    subject.value()))
        .isOne();
  }

  @Test
  void what_the_state_does_not_grant_is_denied_with_a_code_and_logged_with_the_reason() {
    clef.data()
        .update(
            "update vault.read_state set purposes = array_remove(purposes, 'self_service')"
                + " where user_id = ?",
            subject.value());
    assertThat(browser.get("/api/v1/me").code()).isEqualTo("access_denied");
    assertThat(browser.patch("/api/v1/me", Map.of("given_name", "Eva")).code())
        .isEqualTo("access_denied");
    assertThat(refusals())
        .hasSize(2)
        .allMatch(line -> line.contains("what=purpose_not_granted"))
        .anyMatch(line -> line.contains("act=write"));
  }

  @Test
  void restricted_data_are_open_to_the_person_and_to_nobody_else() {
    clef.data()
        .update("update vault.read_state set restricted = true where user_id = ?", subject.value());
    assertThat(browser.get("/api/v1/me").status()).isEqualTo(200);
    Access import_ = Access.migration(CASE);
    assertThat(store.read(Vault.ref(subject), import_, EMAIL)).isEmpty();
    assertThat(store.whyNot(Vault.ref(subject), import_)).contains(Denial.RESTRICTED);
    VaultWriter.Change change =
        new VaultWriter.Change(Map.of("email", new byte[] {1}), List.of(), Origin.IMPORT);
    assertThatThrownBy(() -> writer.write(subject, change, import_, () -> {}))
        .isInstanceOf(AccessDenied.class);
    assertThat(refusals()).singleElement().asString().contains("what=restricted");
  }

  private static Denial denial(String field, Access access, Act act) {
    return Gate.judge(ANNA, Set.of(field), access, act).orElseThrow();
  }

  /** The details of the refusals about the person, as the log has them. */
  private List<String> refusals() {
    return browser
        .get("/api/v1/me/activity")
        .json()
        .get("items")
        .valueStream()
        .filter(item -> item.get("what").asString().equals("data.refused"))
        .map(item -> item.get("details").toString())
        .toList();
  }
}
