package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.platform.DataFolder;
import dev.clef.testing.Client;
import dev.clef.testing.KeyEpochs;
import dev.clef.testing.Listener;
import dev.clef.testing.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An epoch changes while people are erased, and while a second server wants to change it too. */
class EpochFencesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String[] SETTINGS = {
    "--clef.identity.sign-in-floor=0ms",
    "--clef.keys.epoch-every=0s",
    "--clef.passwords.memory-kib=7168",
    "--clef.passwords.iterations=5"
  };

  /** The lock of a half of the people: EPOCH_LOCK of PersonKeyStore and the half. */
  private static final int FENCE = 0x0E90C4;

  private final Path folder = ServerProcess.newFolder();
  private final Path second = ServerProcess.newFolder();
  private final List<Listener> people = new ArrayList<>();
  private ServerProcess server;

  @BeforeEach
  void start() {
    server = ServerProcess.start(folder, SETTINGS);
  }

  @AfterEach
  void remove() {
    server.close();
    ServerProcess.discard(second);
    ServerProcess.discard(folder);
  }

  @Test
  void whoever_is_erased_during_a_batch_does_not_come_back() throws Exception {
    KeyEpochs epochs = new KeyEpochs(server);
    for (int i = 0; i < 3; i++) {
      people.add(Listener.some().registered(server.client()));
    }
    Listener ben = Listener.some();
    Client bens = ben.signedIn(server.client());
    UUID benId = id(bens);
    int half = half(benId);
    Listener carl = Listener.some();
    Client carls = carl.signedIn(server.client());
    UUID carlId = id(carls);
    while (half(carlId) == half) {
      people.add(carl);
      carl = Listener.some();
      carls = carl.signedIn(server.client());
      carlId = id(carls);
    }
    Listener early = Listener.some();
    Client earlys = early.signedIn(server.client());
    UUID earlyId = id(earlys);
    assertThat(erased(earlys, early)).isEqualTo(200);

    CompletableFuture<Integer> erasure;
    try (Connection gate = closedGate(half)) {
      assertThat(epochs.begin().status()).isEqualTo(202);
      awaitWaiting("the batch has written and not committed", "classid = 7");
      assertThat(erased(carls, carl)).as("the other half is free").isEqualTo(200);
      erasure = CompletableFuture.supplyAsync(() -> erased(bens, ben));
      awaitWaiting(
          "the erasure waits for the batch",
          "mode = 'ShareLock' and classid = %d and objid = %d".formatted(FENCE, half));
      assertThat(erasure).isNotDone();
      people.add(Listener.some().registered(server.client()));
      gate.commit();
    }
    assertThat(erasure.join()).isEqualTo(200);
    epochs.awaitCurrent(2);
    for (UUID gone : List.of(benId, carlId, earlyId)) {
      assertThat(text("select count(*) from keys.person_key where person_id = '" + gone + "'"))
          .isEqualTo("0");
    }
    String newest = "select epoch from keys.erasure where person_id = '%s'";
    assertThat(text(newest.formatted(benId))).as("wrapped under the new epoch").isEqualTo("2");
    assertThat(text(newest.formatted(earlyId))).as("erased before it began").isEqualTo("1");
    assertThat(text("select count(*) from keys.epoch_damage")).isEqualTo("0");
    everybodyIsWell(server);
  }

  @Test
  void a_second_server_is_refused_while_the_first_changes_the_epoch() throws Exception {
    for (int i = 0; i < 3; i++) {
      people.add(Listener.some().registered(server.client()));
    }
    try (ServerProcess other = ServerProcess.start(second, joined())) {
      try (Connection gate = closedGate(0)) {
        assertThat(new KeyEpochs(server).begin().status()).isEqualTo(202);
        awaitWaiting("a batch is under way", "classid = 7");
        assertThat(new KeyEpochs(server).begin().code()).isEqualTo("epoch_changing");
        assertThat(new KeyEpochs(other).begin().status()).isEqualTo(202);
        Awaitility.await()
            .atMost(PATIENCE)
            .until(() -> !new KeyEpochs(other).status().get("running").asBoolean());
        assertThat(new KeyEpochs(other).status().path("problem").asString(""))
            .isEqualTo("another process is changing the epoch");
        assertThat(text("select count(*) from keys.epoch")).isEqualTo("2");
        gate.commit();
      }
      new KeyEpochs(server).awaitCurrent(2);
      new KeyEpochs(other).change(3);
      assertThat(
              text("select string_agg(epoch || ' ' || state, ', ' order by epoch) from keys.epoch"))
          .isEqualTo("1 retired, 2 retired, 3 current");
      assertThat(text("select count(*) from keys.epoch_damage")).isEqualTo("0");
      assertThat(text("select count(*) from keys.person_key where epoch = 3")).isEqualTo("3");
      everybodyIsWell(server, other);
    }
  }

  /** The settings of a server that shares databases and custodian with the first. */
  private String[] joined() throws IOException {
    Files.createSymbolicLink(
        new DataFolder(second).root().resolve("custody"),
        folder.resolve("custody").toAbsolutePath());
    List<String> settings = new ArrayList<>(List.of(SETTINGS));
    settings.add("--clef.db.url=" + url("data"));
    settings.add("--clef.db.app-password=" + secret("data-clef_app"));
    settings.add("--clef.db.sequencer-password=" + secret("data-clef_sequencer"));
    settings.add("--clef.keys-db.url=" + url("keys"));
    settings.add("--clef.keys-db.app-password=" + secret("keys-clef_app"));
    return settings.toArray(String[]::new);
  }

  private String url(String cluster) throws IOException {
    return "jdbc:postgresql://127.0.0.1:%s/clef?user=clef_owner&password=%s"
        .formatted(
            Files.readString(folder.resolve(cluster + ".port")).strip(),
            secret(cluster + "-clef_owner"));
  }

  private String secret(String name) throws IOException {
    return Files.readString(folder.resolve("secrets").resolve(name)).strip();
  }

  /** Batches of a half of the people stop before their commit, until the connection commits. */
  private Connection closedGate(int half) throws SQLException {
    Connection connection = server.superuser("keys");
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          create function public.gate() returns trigger language plpgsql as $$
          begin perform pg_advisory_xact_lock(7, 7); return new; end $$
          """);
      statement.execute(
          """
          create trigger gate before update on keys.epoch_progress
          for each row when (new.part = %d) execute function public.gate()
          """
              .formatted(half));
      connection.setAutoCommit(false);
      statement.execute("select pg_advisory_xact_lock(7, 7)");
    }
    return connection;
  }

  /** Waits until somebody waits for such an advisory lock. */
  private void awaitWaiting(String what, String lock) {
    Awaitility.await(what)
        .atMost(PATIENCE)
        .until(() ->
            !text("select count(*) from pg_locks where locktype = 'advisory' and not granted and "
                    + lock)
                .equals("0"));
  }

  private static UUID id(Client signedIn) {
    return UUID.fromString(signedIn.get("/api/v1/me").json().get("user_id").asString());
  }

  private static int half(UUID personId) {
    return (int) (personId.getLeastSignificantBits() & 1);
  }

  private static int erased(Client signedIn, Listener listener) {
    return signedIn.delete("/api/v1/me", Map.of("password", listener.password())).status();
  }

  private void everybodyIsWell(ServerProcess... servers) {
    for (ServerProcess each : servers) {
      for (Listener listener : people) {
        Client client = each.client();
        assertThat(listener.signIn(client).status()).isEqualTo(200);
        assertThat(client.get("/api/v1/me").json().get("address").asString())
            .isEqualTo(listener.field("address"));
      }
    }
  }

  private String text(String sql) throws SQLException {
    try (Connection connection = server.superuser("keys");
        var row = connection.createStatement().executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
