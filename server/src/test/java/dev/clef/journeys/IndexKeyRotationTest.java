package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.ledger.LogVerdict;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import dev.clef.testing.ServerProcess;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** People are found by what they call themselves while the keys of the indexes are replaced. */
class IndexKeyRotationTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ROTATIONS = "/api/v1/keys/rotations";
  private static final String DESTROY = "/api/v1/keys/retired/destroy";
  private static final String[] SETTINGS = {
    "--clef.identity.sign-in-floor=0ms",
    "--clef.passwords.memory-kib=7168",
    "--clef.passwords.iterations=5"
  };

  private static final String ROWS =
      """
      select string_agg(distinct kind || key_version, ' ' order by kind || key_version)
      from keys.blind_index
      """;

  private static final String KEYS =
      """
      select string_agg(name || version, ' ' order by name, version)
      from keys.service_key where kind = 'index' and name not like '%/source'
      """;

  private final Path folder = ServerProcess.newFolder();
  private final List<Listener> people = new ArrayList<>();

  @AfterEach
  void remove() {
    ServerProcess.discard(folder);
  }

  @Test
  void everybody_is_found_all_the_time_and_then_by_other_keys() throws Exception {
    try (ServerProcess server = ServerProcess.start(folder, SETTINGS)) {
      register(server, 4);
      Listener anna = people.getFirst();
      server.execute("keys", "update keys.blind_index set verified = true where kind = 'email'");
      server.execute("keys", "create table public.old as select digest from keys.blind_index");
      Client browser = server.client();
      anna.signIn(browser);
      AtomicBoolean running = new AtomicBoolean(true);
      CompletableFuture<Integer> signIns = new CompletableFuture<>();
      Listener dora = people.get(3);
      Thread.startVirtualThread(() -> signIns.complete(signIns(server, dora, running)));

      assertThat(rotate(server).status()).isEqualTo(200);
      assertThat(rotate(server).status()).as("while one runs").isEqualTo(409);
      register(server, 1); // by a node that has not looked since
      assertThat(rows(server, people.get(4))).isEqualTo("email1 email2 username1 username2");
      assertThat(taken(server, anna)).as("by who is under the old key").isEqualTo("taken");
      Listener ben = renamed(server, people.get(1), "benjamin");
      renamed(server, anna, anna.name()); // the same again: the old row stays until she is moved
      assertThat(rows(server, anna)).contains("username1");

      finished(server, 2);
      assertThat(rotate(server).status()).as("while the keys before are kept").isEqualTo(409);
      running.set(false);
      assertThat(signIns.get(1, TimeUnit.MINUTES))
          .as("sign-ins, none of which failed")
          .isPositive();
      assertThat(rows(server, anna)).isEqualTo("email2 username2");
      people.set(1, ben);
      everybodyIsFound(server);
      assertThat(taken(server, anna)).isEqualTo("taken");
      assertThat(taken(server, ben)).isEqualTo("taken");
      assertThat(byAddress(server, anna)).as("the address is verified as before").isEqualTo(200);
      assertThat(
              server.text(
                  "keys",
                  "select count(*)::text from public.old join keys.blind_index using (digest)"))
          .isEqualTo("0");

      destroyed(server);
      assertThat(server.text("keys", ROWS)).isEqualTo("email2 username2");
      assertThat(server.text("keys", KEYS)).isEqualTo("default/email2 default/username2");
      everybodyIsFound(server);
      erase(server, people.removeLast());
      assertThat(rotate(server).status()).isEqualTo(200);
      finished(server, 3);
      everybodyIsFound(server);
      assertThat(types(browser)).contains("data.index_key_replaced");
      Awaitility.await("what the log has of them")
          .atMost(PATIENCE)
          .until(() ->
              server
                  .text(
                      "keys",
                      """
                      select string_agg(reported, ' ' order by version) from keys.index_key_rotation
                      """)
                  .equals("destroyed finished"));
      assertThat(Running.verifyLog(server.client())).isInstanceOf(LogVerdict.Verified.class);
    }
  }

  private void register(ServerProcess server, int count) {
    for (int i = 0; i < count; i++) {
      people.add(Listener.some().registered(server.client()));
    }
  }

  private static Client.Answer rotate(ServerProcess server) {
    return server.operator().post(ROTATIONS, Map.of("key", "index"));
  }

  private static JsonNode state(ServerProcess server) {
    return server.operator().get(ROTATIONS).json().path("index_keys");
  }

  private static void finished(ServerProcess server, int version) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> {
          JsonNode state = state(server);
          return state.path("version").asInt() == version && state.hasNonNull("finished_at");
        });
  }

  private static void destroyed(ServerProcess server) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> {
          server.operator().post(DESTROY, Map.of());
          return state(server).hasNonNull("destroyed_at");
        });
  }

  private String rows(ServerProcess server, Listener listener) throws SQLException {
    Client client = server.client();
    listener.signIn(client);
    String id = client.get("/api/v1/me").json().get("user_id").asString();
    return server.text("keys", ROWS + " where person_id = '%s'".formatted(id));
  }

  private static String taken(ServerProcess server, Listener listener) {
    Client.Answer answer = server.client().post("/api/v1/accounts", listener.fields());
    return answer.json().at("/errors/0/code").asString();
  }

  private static Listener renamed(ServerProcess server, Listener listener, String name) {
    Client client = server.client();
    listener.signIn(client);
    Client.Answer answer = client.patch("/api/v1/me", Map.of("username", name));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return listener.with("username", name);
  }

  private static int byAddress(ServerProcess server, Listener listener) {
    return server
        .client()
        .post(
            "/api/v1/sign-in",
            Map.of("name", listener.field("email"), "password", listener.password()))
        .status();
  }

  private static int signIns(ServerProcess server, Listener listener, AtomicBoolean running) {
    int signIns = 0;
    while (running.get()) {
      if (listener.signIn(server.client()).status() != 200) {
        return -1;
      }
      signIns++;
    }
    return signIns;
  }

  private static List<String> types(Client client) {
    List<String> types = new ArrayList<>();
    Client.Answer page = client.get("/api/v1/me/activity?limit=100");
    page.json().get("items").forEach(item -> types.add(item.get("what").asString()));
    return types;
  }

  private static void erase(ServerProcess server, Listener listener) throws SQLException {
    Client client = server.client();
    listener.signIn(client);
    String id = client.get("/api/v1/me").json().get("user_id").asString();
    Client.Answer answer = client.delete("/api/v1/me", Map.of("password", listener.password()));
    assertThat(answer.status()).as(answer.toString()).isLessThan(300);
    assertThat(
            server.text(
                "keys",
                "select count(*)::text from keys.blind_index where person_id = '%s'".formatted(id)))
        .isEqualTo("0");
  }

  private void everybodyIsFound(ServerProcess server) {
    for (Listener listener : people) {
      assertThat(listener.signIn(server.client()).status()).isEqualTo(200);
    }
  }
}
