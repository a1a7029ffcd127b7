package dev.clef.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.DeviceStatements;
import dev.clef.testing.Listener;
import dev.clef.testing.MetadataMaker;
import dev.clef.testing.MetadataMaker.Entry;
import dev.clef.testing.MetadataMaker.Holder;
import dev.clef.testing.Operator;
import dev.clef.testing.Running;
import dev.clef.testing.SoftAuthenticator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Passkeys held against FIDO metadata: listeners have to prove their make, staff may. */
@ClefServer
class AttestationTest {

  private static final Holder PUBLISHER = MetadataMaker.root("Publisher root");
  private static final Holder SIGNER = PUBLISHER.signer(MetadataMaker.SIGNER);
  private static final Holder MAKER = MetadataMaker.root("Example Keys root");
  private static final UUID GOOD = UUID.fromString("7a3c6c1e-4b0e-4a77-9d2c-0123456789ab");
  private static final UUID REVOKED = UUID.fromString("7a3c6c1e-4b0e-4a77-9d2c-0123456789ac");
  private static final UUID LATER = UUID.fromString("7a3c6c1e-4b0e-4a77-9d2c-0123456789ad");
  private static final String ADD = "/api/v1/me/passkeys";
  private static final Path FILE = folder().resolve("mds.jwt");

  private final Running clef;
  private final AuthenticatorMetadata metadata;

  @Autowired
  AttestationTest(Running clef, AuthenticatorMetadata metadata) {
    this.clef = clef;
    this.metadata = metadata;
  }

  private static Path folder() {
    try {
      Path folder = Files.createTempDirectory("clef-metadata");
      folder.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) throws IOException {
    Path root = FILE.resolveSibling("root.pem");
    Files.writeString(root, PUBLISHER.pem());
    publish(1);
    registry.add("clef.passkeys.metadata", FILE::toString);
    registry.add("clef.passkeys.metadata-root", root::toString);
    registry.add("clef.passkeys.metadata-signer", () -> MetadataMaker.SIGNER);
    registry.add("clef.passkeys.attestation", () -> "require");
  }

  private static void publish(long number, Entry... more) throws IOException {
    List<Entry> entries =
        new ArrayList<>(
            List.of(
                Entry.of(GOOD, "Example Key 5 NFC", MAKER)
                    .reported("FIDO_CERTIFIED_L2", "2020-01-01"),
                Entry.of(REVOKED, "Example Key 1", MAKER).reported("REVOKED", "2020-01-01")));
    entries.addAll(List.of(more));
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    Files.writeString(FILE, MetadataMaker.file(SIGNER, number, today.plusDays(30), entries));
    Files.setLastModifiedTime(FILE, FileTime.fromMillis(1_700_000_000_000L + 1000 * number));
  }

  private Client somebody() {
    return Listener.some().signedIn(clef.client());
  }

  private SoftAuthenticator key(UUID model, Holder maker) {
    return SoftAuthenticator.at(clef.port()).model(model).attesting(maker.batch(model).packed());
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

  private static void assertRefused(Answer answer, String code) {
    assertThat(answer.code()).as(answer.toString()).isEqualTo(code);
  }

  @Test
  void a_key_that_proves_its_make_is_taken_and_the_make_is_kept() {
    Client browser = somebody();
    JsonNode asked = browser.post(ADD + "/challenge", Map.of()).json().get("public_key");
    assertThat(asked.get("attestation").asString()).isEqualTo("direct");

    SoftAuthenticator key = key(GOOD, MAKER);
    assertThat(add(browser, key, " ").status()).as("named after its make").isEqualTo(204);
    JsonNode held = browser.get("/api/v1/me/factors").json().get("passkeys").get(0);
    assertThat(held.get("name").asString()).isEqualTo("Example Key 5 NFC");
    assertThat(held.get("model").asString()).isEqualTo("Example Key 5 NFC");
    assertThat(held.get("certified").asString()).isEqualTo("2");
    String one = ADD + "/" + held.get("factor_id").asString();
    assertThat(browser.patch(one, Map.of("name", "Key ring")).status()).isEqualTo(204);
    assertThat(browser.get("/privacy/ways").text())
        .contains("Key ring")
        .contains("Example Key 5 NFC")
        .contains("FIDO-certified, level 2");

    JsonNode question = clef.client().post("/api/v1/sign-in/passkey/challenge", Map.of()).json();
    Answer answer =
        clef.client()
            .post(
                "/api/v1/sign-in/passkey",
                Map.of(
                    "challenge",
                    question.get("challenge").asString(),
                    "credential",
                    key.get(question.get("public_key"))));
    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void phones_and_computers_prove_their_make_each_in_its_own_way() {
    for (BiFunction<Holder, SoftAuthenticator, SoftAuthenticator.Attesting> way :
        List.<BiFunction<Holder, SoftAuthenticator, SoftAuthenticator.Attesting>>of(
            DeviceStatements::android, DeviceStatements::apple, DeviceStatements::tpm)) {
      Client browser = somebody();
      SoftAuthenticator key = SoftAuthenticator.at(clef.port()).model(GOOD);
      key.attesting(way.apply(MetadataMaker.root("Other"), key));
      assertRefused(add(browser, key, "Forged"), "passkey_refused");
      key.attesting(way.apply(MAKER, SoftAuthenticator.at(clef.port())));
      assertRefused(add(browser, key, "About another key"), "passkey_refused");
      key.attesting(way.apply(MAKER, key));
      assertThat(add(browser, key, "Right").status()).isEqualTo(204);
      JsonNode held = browser.get("/api/v1/me/factors").json().get("passkeys").get(0);
      assertThat(held.get("model").asString()).isEqualTo("Example Key 5 NFC");
    }
  }

  @Test
  void a_key_that_does_not_prove_its_make_is_refused() {
    Client browser = somebody();
    String unknown = "authenticator_unknown";
    assertRefused(add(browser, SoftAuthenticator.at(clef.port()), "None"), unknown);
    assertRefused(add(browser, SoftAuthenticator.at(clef.port()).model(GOOD), "None"), unknown);
    assertRefused(
        add(browser, SoftAuthenticator.at(clef.port()).model(GOOD).attestingItself(), "Self"),
        unknown);
    assertRefused(add(browser, key(UUID.randomUUID(), MAKER), "Not in the file"), unknown);
    assertThat(browser.get("/api/v1/me/factors").json().get("passkeys").size()).isZero();
  }

  @Test
  void a_broken_make_and_a_forged_one_are_refused() {
    Client browser = somebody();
    assertRefused(add(browser, key(REVOKED, MAKER), "Broken"), "authenticator_unsafe");
    assertRefused(
        add(browser, key(GOOD, MetadataMaker.root("Other")), "Forged"), "passkey_refused");
    // The certificate of a batch of another make.
    Holder other = MAKER.batch(REVOKED);
    assertRefused(
        add(
            browser,
            SoftAuthenticator.at(clef.port()).model(GOOD).attesting(other.packed()),
            "Lie"),
        "passkey_refused");
    // Right certificates, and signed by somebody else.
    Holder batch = MAKER.batch(GOOD);
    SoftAuthenticator thief =
        SoftAuthenticator.at(clef.port())
            .model(GOOD)
            .attesting((data, client) ->
                SoftAuthenticator.packed(
                    MetadataMaker.root("Thief").sign("SHA256withECDSA", data, client),
                    List.of(batch.der())));
    assertRefused(add(browser, thief, "Stolen"), "passkey_refused");
    assertThat(add(browser, key(GOOD, MAKER), "Right").status()).isEqualTo(204);
  }

  @Test
  void a_make_of_the_next_file_is_taken_from_then_on() throws IOException {
    Client browser = somebody();
    assertRefused(add(browser, key(LATER, MAKER), "Later"), "authenticator_unknown");
    publish(2, Entry.of(LATER, "Example Key 6", MAKER));
    metadata.look();
    assertThat(add(browser, key(LATER, MAKER), "Later").status()).isEqualTo(204);
    assertThat(browser.get("/api/v1/me/factors").json().get("passkeys").get(0).has("certified"))
        .isFalse();
  }

  /** For staff nothing is set: what they prove is kept, and they need not. */
  @Test
  void staff_have_a_policy_of_their_own() {
    Client browser = clef.client();
    String link =
        clef.operator().post("/api/v1/staff-setup-link", Map.of()).json().get("path").asString();
    Operator.setUp(browser, link.substring(link.indexOf('=') + 1), clef.clock());
    assertRefused(addStaff(browser, key(REVOKED, MAKER)), "authenticator_unsafe");
    assertThat(addStaff(browser, key(GOOD, MAKER)).status()).isEqualTo(204);
    JsonNode keys = browser.get("/api/v1/staff/passkeys").json().get("passkeys");
    assertThat(keys.get(0).has("model")).isFalse();
    assertThat(keys.get(1).get("model").asString()).isEqualTo("Example Key 5 NFC");
    assertThat(browser.get("/staff/passkeys").text()).contains("Example Key 5 NFC");
  }

  private static Answer addStaff(Client browser, SoftAuthenticator key) {
    JsonNode asked = browser.post("/api/v1/staff/passkeys/challenge", Map.of()).json();
    return browser.post(
        "/api/v1/staff/passkeys",
        Map.of(
            "challenge",
            asked.get("challenge").asString(),
            "credential",
            key.create(asked.get("public_key")),
            "name",
            "Key"));
  }
}
