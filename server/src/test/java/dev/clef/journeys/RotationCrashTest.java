package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.ledger.LogVerdict;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import dev.clef.testing.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Rotations of data, index and root keys, killed at once in the middle of their work. */
class RotationCrashTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ROTATIONS = "/api/v1/keys/rotations";
  private static final String DESTROY = "/api/v1/keys/retired/destroy";
  private static final String[] SETTINGS = {
    "--clef.identity.sign-in-floor=0ms",
    "--clef.passwords.memory-kib=7168",
    "--clef.passwords.iterations=5"
  };

  /** By the last byte of the version an envelope names. */
  private static final String UNDER_NEW =
      "select count(*)::text from vault.field where get_byte(ciphertext, 5) = 2";

  private static final String UNDER_OLD =
      "select count(*)::text from vault.field where get_byte(ciphertext, 5) = 1";

  private static final String OLDER = "select count(*)::text from keys.older_data_key";
  private static final String ROWS =
      """
      select string_agg(distinct kind || key_version, ' ' order by kind || key_version)
      from keys.blind_index
      """;

  private static final String ROOTS =
      "select string_agg(version || ' ' || state, ', ' order by version) from keys.root_key";

  private final Path folder = ServerProcess.newFolder();
  private final List<Listener> people = new ArrayList<>();

  @AfterEach
  void remove() {
    ServerProcess.discard(folder);
  }

  @Test
  void killed_in_the_middle_they_are_taken_up_and_nobody_is_lost() throws Exception {
    try (ServerProcess server = ServerProcess.start(folder, SETTINGS)) {
      for (int i = 0; i < 4; i++) {
        people.add(Listener.some().registered(server.client()));
      }
      server.execute("data", "create table public.spare as select * from vault.field");
      List<Connection> blockers = List.of(dataAndIndexHalfDone(server), rootHalfDone(server));
      server.kill();
      for (Connection blocker : blockers) {
        blocker.abort(Runnable::run);
      }
    }
    try (ServerProcess server = ServerProcess.start(folder, SETTINGS)) {
      dataIsFinished(server);
      whoWasTamperedWithKeepsTheOldRow(server);
      assertThat(server.text("keys", ROOTS)).isEqualTo("1 current");
      assertThat(rotate(server, "root").status()).isEqualTo(200);
      assertThat(server.text("keys", ROOTS)).isEqualTo("1 retired, 2 current");
      everybodyIsWell(server);
      Connection blocker = rootHalfDestroyed(server);
      server.kill();
      blocker.abort(Runnable::run);
    }
    try (ServerProcess server = ServerProcess.start(folder, SETTINGS)) {
      server.operator().post(DESTROY, Map.of());
      assertThat(server.text("keys", ROOTS)).isEqualTo("1 destroyed, 2 current");
      everybodyIsWell(server);
      Listener late = Listener.some().registered(server.client());
      assertThat(late.signIn(server.client()).status()).isEqualTo(200);
      assertThat(Running.verifyLog(server.client())).isInstanceOf(LogVerdict.Verified.class);
    }
  }

  /** The last person is not done yet; of the others, the names of two do not open. */
  private Connection dataAndIndexHalfDone(ServerProcess server) throws Exception {
    Connection blocker =
        server.holding(
            "data",
            "select 1 from vault.read_state where user_id in (%s) for update"
                .formatted("select user_id from vault.read_state order by user_id offset 3"));
    assertThat(rotate(server, "data").status()).isEqualTo(200);
    Awaitility.await().atMost(PATIENCE).until(() -> !server.text("data", UNDER_NEW).equals("0"));
    assertThat(server.text("data", UNDER_OLD)).isNotEqualTo("0");
    assertThat(server.text("keys", OLDER)).isEqualTo("4");
    assertThat(rotate(server, "data").status()).as("while one runs").isEqualTo(409);
    swapEarlierKeys(server);
    assertThat(people.getLast().signIn(server.client()).status())
        .as("with an earlier key that Clef made for somebody else")
        .isNotEqualTo(200);
    swapEarlierKeys(server);
    everybodyIsWell(server);

    swapNames(server);
    server.execute("keys", "create table public.rows as select * from keys.blind_index");
    server.execute( // of the third: found by another address than the one in the vault
        "keys",
        """
        update keys.blind_index set digest = sha256(digest) where kind = 'email' and person_id =
          (select person_id from keys.version_head order by person_id offset 2 limit 1)
        """);
    assertThat(rotate(server, "index").status()).isEqualTo(200);
    server.execute( // instead of the time after which every node knows
        "keys", "update keys.index_key_rotation set started_at = started_at - interval '1 minute'");
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() ->
            server
                .text(
                    "data",
                    """
                    select count(*)::text from pg_stat_activity
                    where wait_event_type = 'Lock' and query like '%vault.read_state%'
                    """)
                .equals("2"));
    return blocker;
  }

  /** The new root key is made, and nothing wrapped by it. */
  private Connection rootHalfDone(ServerProcess server) throws Exception {
    Connection blocker = server.holding("keys", "lock table keys.service_key in share mode");
    Thread.startVirtualThread(() -> rotate(server, "root"));
    Awaitility.await().atMost(PATIENCE).until(() -> Files.exists(root("root-2.key")));
    return blocker;
  }

  /** The old root key is destroyed, and the database does not know it. */
  private Connection rootHalfDestroyed(ServerProcess server) throws Exception {
    Connection blocker = server.holding("keys", "lock table keys.root_key in share mode");
    Thread.startVirtualThread(() -> server.operator().post(DESTROY, Map.of()));
    Awaitility.await().atMost(PATIENCE).until(() -> !Files.exists(root("root.key")));
    assertThat(server.text("keys", ROOTS)).isEqualTo("1 retired, 2 current");
    return blocker;
  }

  private Path root(String file) {
    return folder.resolve("custody").resolve(file);
  }

  private void dataIsFinished(ServerProcess server) throws SQLException {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> state(server, "data_keys").hasNonNull("finished_at"));
    assertThat(server.text("keys", OLDER)).as("nobody got two keys").isEqualTo("4");
  }

  private void whoWasTamperedWithKeepsTheOldRow(ServerProcess server) throws SQLException {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> state(server, "index_keys").path("damaged").asInt() == 3);
    assertThat(state(server, "index_keys").hasNonNull("finished_at")).isFalse();
    assertThat(server.text("keys", ROWS)).isEqualTo("email1 email2 username1 username2");
    swapNames(server);
    server.execute(
        "keys",
        """
        update keys.blind_index i set digest = r.digest from public.rows r
        where i.person_id = r.person_id and i.kind = r.kind and i.key_version = 1
        """);
    server.execute("keys", "update keys.index_key_rotation set pass_ended = null");
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> state(server, "index_keys").hasNonNull("finished_at"));
    assertThat(server.text("keys", ROWS)).isEqualTo("email2 username2");
    assertThat(server.text("keys", "select count(*)::text from keys.blind_index")).isEqualTo("8");
  }

  /** The names of two people change places in the vault, or change back: neither opens. */
  private static void swapNames(ServerProcess server) throws SQLException {
    server.execute(
        "data",
        """
        with two as (select user_id from vault.read_state order by user_id limit 2)
        update vault.field a set ciphertext = b.ciphertext from vault.field b
        where a.name = 'username' and b.name = 'username' and a.user_id <> b.user_id
          and a.user_id in (select user_id from two) and b.user_id in (select user_id from two)
        """);
  }

  private static void swapEarlierKeys(ServerProcess server) throws SQLException {
    server.execute(
        "keys",
        """
        with numbered as (
          select person_id, sealed_key, row_number() over (order by person_id) n from keys.older_data_key)
        update keys.older_data_key k set sealed_key = b.sealed_key
        from numbered a join numbered b on b.n = 5 - a.n where k.person_id = a.person_id
        """);
  }

  private static Client.Answer rotate(ServerProcess server, String key) {
    return server.operator().post(ROTATIONS, Map.of("key", key));
  }

  private static JsonNode state(ServerProcess server, String keys) {
    return server.operator().get(ROTATIONS).json().path(keys);
  }

  private void everybodyIsWell(ServerProcess server) {
    for (Listener listener : people) {
      Client client = server.client();
      assertThat(listener.signIn(client).status()).isEqualTo(200);
      assertThat(client.get("/api/v1/me").json().get("address").asString())
          .isEqualTo(listener.field("address"));
    }
  }
}
