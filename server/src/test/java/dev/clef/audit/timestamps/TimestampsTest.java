package dev.clef.audit.timestamps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.audit.timestamps.Authority.Kind;
import dev.clef.keys.EcdsaKeys;
import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.SignedNote;
import dev.clef.ledger.TimeStamp;
import dev.clef.ledger.TimeStampAnchors;
import dev.clef.ledger.TimeStampRefused;
import dev.clef.platform.Randomness;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.OpensslAuthority;
import dev.clef.testing.Running;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/**
 * Checkpoints of a running log, stamped by our own authority and by one that openssl is, kept,
 * served, and read by openssl. By the clock of the machine: that is what openssl has.
 */
@ClefServer
class TimestampsTest {

  private final Running clef;
  private final AuditLog log;
  private final TransactionTemplate transaction;
  private final TimestampStore store;
  private final EcdsaKeys keys;
  private final DataSource dataSource;
  private final Randomness randomness = new Randomness();
  private final Clock clock = Clock.systemUTC();

  @TempDir private Path folder = Path.of("");

  @Autowired
  TimestampsTest(
      Running clef,
      AuditLog log,
      TransactionTemplate transaction,
      TimestampStore store,
      EcdsaKeys keys,
      DataSource dataSource) {
    this.clef = clef;
    this.log = log;
    this.transaction = transaction;
    this.store = store;
    this.keys = keys;
    this.dataSource = dataSource;
  }

  private BuiltInAuthority builtIn() {
    return new BuiltInAuthority(keys, store, randomness, clock);
  }

  private TimestampKeeper keeper(Optional<Path> anchors) {
    TimestampProperties properties =
        new TimestampProperties(
            Duration.ofMinutes(10), "", null, "", Duration.ofSeconds(10), Duration.ofMinutes(5));
    return new TimestampKeeper(
        store,
        log,
        transaction,
        properties,
        anchors.flatMap(TimestampConfiguration::anchors),
        randomness,
        clock);
  }

  /** An entry more, and all there is in a checkpoint. */
  private void grow() {
    Optional<Long> before = store.newestCheckpoint().map(TimestampStore.Newest::size);
    log.appendAlone(AuditEvent.service("test.timestamps"), null);
    Awaitility.await()
        .until(() ->
            store.newestCheckpoint().map(TimestampStore.Newest::size).orElse(0L)
                > before.orElse(0L));
    quiet();
  }

  /** Of the log when it was stamped last. */
  private long stamped() {
    return store.newest().orElseThrow().size();
  }

  /** Until everything that was appended is signed. */
  private void quiet() {
    Awaitility.await()
        .until(() ->
            clef.data().count("select count(*) from audit.queue") == 0
                && clef.data().count("select size from audit.tree")
                    == store.newestCheckpoint().orElseThrow().size());
  }

  private TimeStamp stamp(Authority authority) throws IOException, InterruptedException {
    quiet();
    return keeper(Optional.empty()).stamp(authority).orElseThrow();
  }

  @Test
  void openssl_believes_a_token_of_the_built_in_authority_as_it_is_served() throws Exception {
    OpensslAuthority.required();
    grow();
    TimeStamp stamp = stamp(builtIn());
    long size = stamped();
    assertThat(stamp.isTrial()).isTrue();
    assertThat(stamp.accuracy()).isEqualTo(Duration.ofSeconds(1));
    Client client = clef.client();
    Client.Answer token = client.get("/log/timestamps/" + size);
    assertThat(token.headers().get("content-type")).isEqualTo("application/timestamp-reply");
    assertThat(token.headers().get("cache-control")).contains("immutable");
    Files.write(folder.resolve("stamp.tsr"), token.body());
    Files.write(
        folder.resolve("checkpoint.txt"),
        client.get("/log/timestamps/" + size + "/checkpoint").body());
    Files.write(folder.resolve("authority.pem"), client.get("/log/timestamps/authority").body());
    assertThat(
            OpensslAuthority.openssl(
                folder,
                "ts",
                "-verify",
                "-data",
                "checkpoint.txt",
                "-in",
                "stamp.tsr",
                "-CAfile",
                "authority.pem"))
        .contains("Verification: OK");
    assertThat(OpensslAuthority.openssl(folder, "ts", "-reply", "-in", "stamp.tsr", "-text"))
        .contains(TimeStamp.TRIAL_POLICY, "Accuracy: 0x01 seconds");
    Files.writeString(folder.resolve("checkpoint.txt"), "another\n");
    assertThatThrownBy(() ->
            OpensslAuthority.openssl(
                folder,
                "ts",
                "-verify",
                "-data",
                "checkpoint.txt",
                "-in",
                "stamp.tsr",
                "-CAfile",
                "authority.pem"))
        .hasMessageContaining("message imprint mismatch");
  }

  @Test
  void what_is_stamped_is_the_text_of_the_checkpoint_without_its_signatures() throws Exception {
    grow();
    stamp(builtIn());
    long size = stamped();
    String text = clef.client().get("/log/timestamps/" + size + "/checkpoint").text();
    assertThat(text).isEqualTo(SignedNote.parse(store.note(size).orElseThrow()).text());
    JsonNode shown = first("?covers=" + (size - 1));
    Checkpoint checkpoint = Checkpoint.parse(text);
    assertThat(shown.get("root").asString()).isEqualTo(checkpoint.root().base64());
    assertThat(shown.get("trial").asString()).contains("proves nothing to strangers");
    assertThat(shown.get("name").asString()).contains("prove nothing to strangers");
    assertThat(shown.get("kind").asString()).isEqualTo("built_in");
    assertThat(shown.get("token").asString()).isEqualTo("/log/timestamps/" + size);
    assertThat(
            clef.client()
                .get("/log/timestamps/authority/" + shown.get("authority").asString())
                .text())
        .startsWith("-----BEGIN CERTIFICATE-----");
  }

  @Test
  void serial_numbers_never_come_twice_and_outlive_the_process() throws Exception {
    Set<Object> serials = new HashSet<>();
    List<byte[]> certificates = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      grow();
      TimeStamp stamp = stamp(builtIn()); // each as a process of its own would be
      serials.add(stamp.serial());
      certificates.add(stamp.signer().getEncoded());
    }
    assertThat(serials).hasSize(3);
    assertThat(certificates).allSatisfy(one -> assertThat(one).isEqualTo(certificates.getFirst()));
    long counted = clef.data().count("select last_value from audit.timestamp_serial");
    assertThat(counted).isGreaterThanOrEqualTo(3);
  }

  @Test
  void a_checkpoint_is_stamped_once_and_no_growth_is_no_stamp() throws Exception {
    grow();
    stamp(builtIn());
    quiet();
    keeper(Optional.empty()).stamp(builtIn()); // the entry about a changed authority, if any
    quiet();
    assertThat(keeper(Optional.empty()).stamp(builtIn())).isEmpty();
  }

  @Test
  void an_authority_nobody_here_wrote_is_used_from_end_to_end() throws Exception {
    try (OpensslAuthority openssl = OpensslAuthority.start(folder.resolve("tsa"), "rsa:2048")) {
      grow();
      stamp(builtIn());
      grow();
      long before = changes();
      HttpAuthority authority = new HttpAuthority(openssl.address(), Duration.ofSeconds(10));
      TimeStamp stamp = keeper(Optional.of(openssl.root())).stamp(authority).orElseThrow();
      long size = stamped();
      assertThat(stamp.isTrial()).isFalse();
      assertThat(changes()).as("the change is in the log").isEqualTo(before + 1);
      Client client = clef.client();
      Files.write(folder.resolve("stamp.tsr"), client.get("/log/timestamps/" + size).body());
      Files.write(
          folder.resolve("checkpoint.txt"),
          client.get("/log/timestamps/" + size + "/checkpoint").body());
      assertThat(
              OpensslAuthority.openssl(
                  folder,
                  "ts",
                  "-verify",
                  "-data",
                  "checkpoint.txt",
                  "-in",
                  "stamp.tsr",
                  "-CAfile",
                  openssl.root().toString()))
          .contains("Verification: OK");
      List<java.security.cert.X509Certificate> chain =
          TimeStampAnchors.ofPem(client.get("/log/timestamps/authority").body()).certificates();
      assertThat(chain).hasSize(2);
      assertThat(chain.getFirst()).isEqualTo(stamp.signer());
      Timestamps timestamps = new Timestamps(store, Optional.of(authority));
      assertThat(timestamps.state().provenByOthers()).isTrue();
      assertThat(timestamps.state().mode()).isEqualTo("external");
      grow();
      stamp(authority);
      assertThat(changes()).as("the same authority is no change").isEqualTo(before + 1);
    }
  }

  /** Entries about another authority, when all are counted. */
  private long changes() {
    quiet();
    Awaitility.await()
        .until(() ->
            clef.data().count("select size from audit.counted")
                == clef.data().count("select size from audit.tree"));
    return clef.data()
        .count(
            "select coalesce(sum(count), 0) from audit.daily_count where kind = ?",
            "log.timestamp_authority.changed");
  }

  @Test
  void an_untrusted_authority_stamps_nothing() throws Exception {
    try (OpensslAuthority one = OpensslAuthority.start(folder.resolve("one"), "ec");
        OpensslAuthority two = OpensslAuthority.start(folder.resolve("two"), "ec")) {
      grow();
      long size = store.newestCheckpoint().orElseThrow().size();
      TimestampKeeper keeper = keeper(Optional.of(two.root()));
      assertThatThrownBy(
              () -> keeper.stamp(new HttpAuthority(one.address(), Duration.ofSeconds(10))))
          .isInstanceOf(TimeStampRefused.class)
          .hasMessageContaining("Their time-stamps");
      assertThat(clef.client().get("/log/timestamps/" + size).status()).isEqualTo(404);
    }
  }

  @Test
  void failures_are_counted_by_name_and_waited_after() throws Exception {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    HttpAuthority away =
        new HttpAuthority(java.net.URI.create("http://127.0.0.1:1/"), Duration.ofSeconds(1));
    Timestamps timestamps = new Timestamps(store, Optional.of(away));
    TimestampSchedule schedule =
        new TimestampSchedule(
            keeper(Optional.empty()),
            timestamps,
            Optional.of(away),
            dataSource,
            Duration.ofSeconds(15),
            meters,
            clock);
    grow();
    assertThat(schedule.round(away)).isEqualTo(Duration.ofSeconds(5));
    assertThat(schedule.round(away)).isEqualTo(Duration.ofSeconds(10));
    assertThat(schedule.round(away)).isEqualTo(Duration.ofSeconds(15));
    assertThat(meters.counter("clef.audit.timestamps", "outcome", "no_answer").count())
        .isEqualTo(3);
    assertThat(timestamps.state().problem()).isEqualTo("cannot be reached");
    BuiltInAuthority there = builtIn();
    assertThat(schedule.round(there)).isEqualTo(Duration.ofSeconds(15));
    assertThat(timestamps.state().problem()).isNull();
    assertThat(meters.counter("clef.audit.timestamps", "outcome", "taken").count()).isEqualTo(1);
  }

  @Test
  void the_key_of_the_built_in_authority_signs_what_its_public_half_verifies() throws Exception {
    byte[] message = "message".getBytes(StandardCharsets.US_ASCII);
    java.security.Signature ecdsa = java.security.Signature.getInstance("SHA256withECDSA");
    ecdsa.initVerify(keys.publicKey("a test"));
    ecdsa.update(message);
    assertThat(ecdsa.verify(keys.sign("a test", message))).isTrue();
    assertThat(keys.publicKey("a test")).isNotEqualTo(keys.publicKey("another"));
    assertThat(store.signers(Kind.BUILT_IN))
        .noneMatch(one -> one.getPublicKey().equals(keys.publicKey("a test")));
  }

  @Test
  void addresses_that_name_nothing_are_refused() {
    Client client = clef.client();
    assertThat(client.get("/log/timestamps/999999999").status()).isEqualTo(404);
    assertThat(client.get("/log/timestamps/999999999/checkpoint").status()).isEqualTo(404);
    assertThat(client.get("/log/timestamps/many").status()).isEqualTo(400);
    assertThat(client.get("/log/timestamps?after=many").status()).isEqualTo(400);
    assertThat(client.get("/log/timestamps/authority/" + "0".repeat(64)).status()).isEqualTo(404);
    assertThat(client.get("/log/timestamps/authority/" + "g".repeat(64)).status()).isEqualTo(400);
    assertThat(client.get("/log/timestamps/authority/00").status()).isEqualTo(400);
  }

  private JsonNode first(String query) {
    return clef.client().get("/log/timestamps" + query).json().get("timestamps").get(0);
  }
}
