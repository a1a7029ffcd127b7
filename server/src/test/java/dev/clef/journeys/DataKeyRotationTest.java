package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.ledger.LogVerdict;
import dev.clef.testing.Client;
import dev.clef.testing.KeyEpochs;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import dev.clef.testing.ServerProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Everybody gets a new data key while being served; what was written before still opens. */
class DataKeyRotationTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String ROTATIONS = "/api/v1/keys/rotations";
  private static final String[] SETTINGS = {
    "--clef.identity.sign-in-floor=0ms",
    "--clef.passwords.memory-kib=7168",
    "--clef.passwords.iterations=5"
  };

  private static final String ROTATION = "keys.data_key_rotation";

  /** The last byte of the version an envelope names. */
  private static final String UNDER = "select count(*)::text from vault.field where ";

  private static final String VERSION = "get_byte(ciphertext, 5)";

  private final Path folder = ServerProcess.newFolder();
  private final List<Listener> people = new ArrayList<>();

  @AfterEach
  void remove() {
    ServerProcess.discard(folder);
  }

  @Test
  void everything_is_under_new_keys_and_what_was_said_before_still_opens() throws Exception {
    try (ServerProcess server = ServerProcess.start(folder, SETTINGS)) {
      register(server, 4);
      Client anna = server.client();
      people.getFirst().signIn(anna);
      Client ben = server.client();
      people.get(1).signIn(ben);
      CompletableFuture<Integer> reading = new CompletableFuture<>();
      AtomicBoolean running = new AtomicBoolean(true);
      Thread.startVirtualThread(() -> reading.complete(reads(ben, running)));
      for (int version = 2; version <= 3; version++) {
        assertThat(rotate(server).status()).isEqualTo(200);
        finished(server, version - 1);
        assertThat(server.text("data", UNDER + VERSION + " <> " + version)).isEqualTo("0");
        everybodyIsWell(server);
      }
      running.set(false);
      assertThat(reading.get()).as("reads, none of which failed").isPositive();
      assertThat(server.text("keys", "select count(*)::text from keys.older_data_key"))
          .isEqualTo("8");
      assertThat(types(anna))
          .as("entries under all three keys")
          .contains("account.created", "data.key_replaced", "data.read");
      correct(anna, people.getFirst(), "given_name", "Anna");
      assertThat(anna.get("/api/v1/me").json().get("given_name").asString()).isEqualTo("Anna");
      whileAnEpochChanges(server);
      everybodyIsWell(server);
      assertThat(types(anna)).contains("account.created");
      erase(server, people.removeLast());
      assertThat(server.text("keys", "select count(*)::text from keys.older_data_key"))
          .isEqualTo("9");
      Awaitility.await("what the log has of them")
          .atMost(PATIENCE)
          .until(() ->
              server
                  .text("keys", "select string_agg(reported, ' ') from " + ROTATION)
                  .equals("finished finished finished"));
      assertThat(Running.verifyLog(server.client())).isInstanceOf(LogVerdict.Verified.class);
    }
  }

  /** Keys that are in the next epoch already are replaced there too. */
  private static void whileAnEpochChanges(ServerProcess server) throws SQLException {
    Connection blocker =
        server.holding("keys", "lock table keys.epoch_damage in access exclusive mode");
    // The answer would wait for the lock too.
    Thread.startVirtualThread(() -> new KeyEpochs(server).begin());
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() ->
            server
                .text("keys", "select count(*)::text from keys.person_key where epoch = 2")
                .equals("4"));
    rotate(server);
    finished(server, 3);
    blocker.rollback();
    blocker.close();
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> {
          boolean current = new KeyEpochs(server).state(2).equals("current");
          if (!current) {
            new KeyEpochs(server).begin(); // it may have given up waiting for the lock
          }
          return current;
        });
    new KeyEpochs(server).destroyRetired();
    assertThat(
            server.text(
                "keys",
                "select string_agg(distinct data_key_version::text, ' ') from keys.person_key"))
        .isEqualTo("4");
  }

  private void register(ServerProcess server, int count) {
    for (int i = 0; i < count; i++) {
      people.add(Listener.some().registered(server.client()));
    }
  }

  private static Client.Answer rotate(ServerProcess server) {
    return server.operator().post(ROTATIONS, Map.of("key", "data"));
  }

  private static void finished(ServerProcess server, int number) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> {
          JsonNode state = server.operator().get(ROTATIONS).json().path("data_keys");
          return state.path("number").asInt() == number
              && state.hasNonNull("finished_at")
              && state.path("renewed").asInt() == state.path("people").asInt();
        });
  }

  private static int reads(Client client, AtomicBoolean running) {
    int reads = 0;
    while (running.get()) {
      if (client.get("/api/v1/me").status() != 200) {
        return -1;
      }
      reads++;
    }
    return reads;
  }

  private static List<String> types(Client client) {
    List<String> types = new ArrayList<>();
    Client.Answer page = client.get("/api/v1/me/activity?limit=100");
    page.json().get("items").forEach(item -> types.add(item.get("what").asString()));
    return types;
  }

  private static void correct(Client client, Listener listener, String field, String value) {
    Client.Answer answer = client.patch("/api/v1/me", Map.of(field, value));
    assertThat(answer.status()).as(listener.name() + answer).isEqualTo(200);
  }

  private static void erase(ServerProcess server, Listener listener) {
    Client client = server.client();
    listener.signIn(client);
    Client.Answer answer = client.delete("/api/v1/me", Map.of("password", listener.password()));
    assertThat(answer.status()).as(answer.toString()).isLessThan(300);
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
