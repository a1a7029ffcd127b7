package dev.clef.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.ledger.LogVerdict;
import dev.clef.ledger.SignedNote;
import dev.clef.ledger.VerifierKey;
import dev.clef.platform.DataFolder;
import dev.clef.platform.Randomness;
import dev.clef.platform.db.AdvisoryLock;
import dev.clef.platform.db.KeysDb;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Keys that are no person's are replaced while people are served. */
@ClefServer
@TestPropertySource(properties = "clef.keys.epoch-hold=1h") // a server of its own
class KeyRotationTest {

  private static final String ROTATIONS = "/api/v1/keys/rotations";

  private final Running clef;
  private final KeyRotations rotations;
  private final DataFolder folder;
  private final DataSource dataSource;
  private final MeterRegistry meters;

  @Autowired
  KeyRotationTest(
      Running clef,
      KeyRotations rotations,
      DataFolder folder,
      @KeysDb DataSource dataSource,
      MeterRegistry meters) {
    this.meters = meters;
    this.clef = clef;
    this.rotations = rotations;
    this.folder = folder;
    this.dataSource = dataSource;
  }

  @Test
  void a_new_root_key_takes_every_service_key_over_and_the_old_one_is_destroyed_in_its_time() {
    Client browser = Listener.some().signedIn(clef.client());
    JsonNode before = browser.get("/api/v1/me/activity").json().get("items");
    int version = newestRoot();
    Answer rotated = clef.operator().post(ROTATIONS, Map.of("key", "root"));
    assertThat(rotated.status()).as(rotated.toString()).isEqualTo(200);
    JsonNode roots = rotated.json().get("root_keys");
    assertThat(roots.get(0).get("version").asInt()).isEqualTo(version + 1);
    assertThat(roots.get(0).get("state").asString()).isEqualTo("current");
    assertThat(roots.get(1).get("state").asString()).isEqualTo("retired");
    assertThat(
            clef.keys()
                .count("select count(*) from keys.service_key where root_version <= ?", version))
        .isZero();
    assertThat(clef.keys().count("select count(*) from keys.rewrapped_service_key"))
        .as("what can be put back by the owner of the database")
        .isPositive();
    FileKeyCustodian custodian = custodian();
    assertThat(custodian.holds(new WrappingKeyId.Root(version))).isTrue();
    clef.clock().advance(Duration.ofMinutes(59));
    rotations.keep();
    assertThat(custodian.holds(new WrappingKeyId.Root(version))).isTrue();
    clef.clock().advance(Duration.ofMinutes(2));
    rotations.keep();
    assertThat(custodian.holds(new WrappingKeyId.Root(version))).isFalse();
    assertThat(rotations.status().rootKeys().get(1).state()).isEqualTo("destroyed");
    assertThat(clef.keys().count("select count(*) from keys.rewrapped_service_key")).isZero();
    assertThat(opened()).as("by a custodian that has only the new one").isPositive();
    JsonNode after = browser.get("/api/v1/me/activity").json().get("items");
    assertThat(after.get(after.size() - 1)).isEqualTo(before.get(before.size() - 1));
  }

  /** How many service keys open, by a custodian that knows nothing yet. */
  private int opened() {
    FileKeyCustodian custodian = custodian();
    return new RootKeyStore(JdbcClient.create(dataSource))
        .serviceKeys().stream()
            .mapToInt(key ->
                custodian.unwrap(
                            new WrappingKeyId.Root(key.rootVersion()),
                            ServiceKeys.context(key.kind(), key.name(), key.version()),
                            key.wrappedKey())
                        .length
                    / DataKey.SIZE)
            .sum();
  }

  private FileKeyCustodian custodian() {
    return new FileKeyCustodian(folder.root().resolve("custody"), new Randomness());
  }

  private int newestRoot() {
    return rotations.status().rootKeys().getFirst().version();
  }

  @Test
  void new_keys_of_log_payloads_leave_what_is_written_readable() {
    Client browser = Listener.some().signedIn(clef.client());
    browser.get("/api/v1/me");
    int before = browser.get("/api/v1/me/activity").json().get("items").size();
    for (String key : new String[] {"audit", "commitment", "staff"}) {
      assertThat(clef.operator().post(ROTATIONS, Map.of("key", key)).status()).isEqualTo(200);
    }
    assertThat(
            clef.keys()
                .count(
                    "select count(*) from keys.service_key where kind = 'audit' and version = 2"))
        .isPositive();
    JsonNode items = browser.get("/api/v1/me/activity").json().get("items");
    assertThat(items.size()).isGreaterThan(before);
    assertThat(
            clef.data().count("select count(*) from audit.entry where get_byte(event_part, 5) = 2"))
        .as("entries under the new key")
        .isPositive();
    assertThat(
            clef.data().count("select count(*) from audit.entry where get_byte(event_part, 5) = 1"))
        .isPositive();
  }

  @Test
  void a_new_signing_key_signs_beside_the_old_one_until_that_is_destroyed() {
    Client client = clef.client();
    VerifierKey old = key(client);
    assertThat(clef.operator().post(ROTATIONS, Map.of("key", "signing")).status()).isEqualTo(200);
    VerifierKey fresh = Awaitility.await().until(() -> key(client), newest -> !newest.equals(old));
    assertThat(fresh.name()).isEqualTo(old.name());
    SignedNote both = checkpoint(client);
    assertThat(both.isSignedBy(old)).isTrue();
    assertThat(both.isSignedBy(fresh)).isTrue();
    assertThat(clef.verifyLog(old)).isInstanceOf(LogVerdict.Verified.class);
    assertThat(clef.verifyLog(fresh)).isInstanceOf(LogVerdict.Verified.class);
    assertThat(states(client)).startsWith("current", "retired");
    Listener anna = Listener.some();
    Answer erased =
        anna.signedIn(clef.client()).delete("/api/v1/me", Map.of("password", anna.password()));
    assertThat(erased.json().get("log").get("vkey").asString()).isEqualTo(fresh.toString());

    clef.clock().advance(Duration.ofDays(29));
    rotations.keep();
    assertThat(states(client)).startsWith("current", "retired");
    clef.clock().advance(Duration.ofDays(2));
    rotations.keep(); // and its entry makes the next checkpoint
    assertThat(states(client)).startsWith("current", "destroyed");
    SignedNote alone =
        Awaitility.await().until(() -> checkpoint(client), note -> !note.isSignedBy(old));
    assertThat(alone.isSignedBy(fresh)).isTrue();
    assertThat(
            clef.keys()
                .count(
                    "select count(*) from keys.service_key where kind = 'signing' and version = 1"))
        .as("the old seed")
        .isZero();
  }

  private static VerifierKey key(Client client) {
    return VerifierKey.parse(client.get("/log/key").text().strip());
  }

  private static SignedNote checkpoint(Client client) {
    return SignedNote.parse(client.get("/log/checkpoint").text());
  }

  private static List<String> states(Client client) {
    return client
        .get("/log/keys")
        .json()
        .get("keys")
        .valueStream()
        .map(key -> key.get("state").asString())
        .toList();
  }

  @Test
  void the_keys_are_metered() {
    Awaitility.await().until(() -> meters.get("clef.keys.epoch").gauge().value() == 1);
    assertThat(meters.get("clef.keys.epoch.age").gauge().value()).isNotNegative();
    assertThat(meters.get("clef.keys.change.wrapped").gauge().value()).isZero();
    assertThat(meters.get("clef.keys.lease").gauge().value()).isOne();
    assertThat(meters.get("clef.keys.custodian").tag("name", "file").gauge().value()).isOne();
    double kept = meters.get("clef.keys.kept").gauge().value();
    assertThat(kept).isPositive();
    DataKey more = new DataKey(1, new byte[DataKey.SIZE]).kept();
    assertThat(meters.get("clef.keys.kept").gauge().value()).isGreaterThan(kept - 1);
    more.wipe();
  }

  @Test
  void one_process_at_a_time_changes_the_root_key_and_only_for_the_operator() {
    int version = newestRoot();
    boolean held =
        AdvisoryLock.tryWith(
            dataSource,
            RootRotation.LOCK,
            () -> {
              Answer refused = clef.operator().post(ROTATIONS, Map.of("key", "root"));
              assertThat(refused.status()).isEqualTo(409);
              assertThat(refused.code()).isEqualTo("key_changing");
            });
    assertThat(held).isTrue();
    assertThat(clef.operator().post(ROTATIONS, Map.of("key", "door")).code())
        .isEqualTo("invalid_fields");
    assertThat(clef.client().post(ROTATIONS, Map.of("key", "root")).status()).isEqualTo(401);
    assertThat(
            Listener.some().signedIn(clef.client()).post(ROTATIONS, Map.of("key", "root")).status())
        .isEqualTo(403);
    assertThat(newestRoot()).isEqualTo(version);
  }
}
