package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.ledger.CanonicalMap;
import dev.clef.ledger.Leaf;
import dev.clef.ledger.LogVerdict;
import dev.clef.ledger.TlogProof;
import dev.clef.ledger.VerifierKey;
import dev.clef.testing.Client;
import dev.clef.testing.KeyEpochs;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import dev.clef.testing.ServerProcess;
import dev.clef.testing.SoftHsm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/** The change of epochs in a server as it is run, and what an old backup is worth afterwards. */
class EpochTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String[] SETTINGS = {
    "--clef.identity.sign-in-floor=0ms",
    "--clef.passwords.memory-kib=7168",
    "--clef.passwords.iterations=5"
  };

  private final Path folder = ServerProcess.newFolder();
  private final Path backup = folder.resolveSibling(folder.getFileName() + "-backup");
  private final List<Listener> people = new ArrayList<>();

  @AfterEach
  void remove() throws IOException {
    ServerProcess.discard(folder);
    FileSystemUtils.deleteRecursively(backup);
  }

  @Test
  void after_an_epoch_a_backup_holds_nobody_who_was_erased() throws Exception {
    Listener ben = Listener.some();
    try (ServerProcess server = ServerProcess.start(folder, SETTINGS)) {
      register(server, 5);
      ben.registered(server.client());
    }
    copy(folder, backup);
    try (ServerProcess server = ServerProcess.start(folder, SETTINGS)) {
      String path = erase(server, ben);
      assertThat(new KeyEpochs(server).status().get("epochs")).hasSize(1);
      new KeyEpochs(server).change(2);
      JsonNode first = certificate(server, path, 1);
      everybodyIsWell(server);
      register(server, 2);
      assertThat(new KeyEpochs(server).destroyRetired().status()).isEqualTo(200);
      assertThat(new KeyEpochs(server).state(1)).isEqualTo("destroyed");
      assertThat(server.text("keys", "select to_regclass('keys.person_key_e1')::text")).isNull();
      assertThat(server.text("keys", "select count(*)::text from keys.branch_key where epoch = 1"))
          .isEqualTo("0");
      assertThat(folder.resolve("custody/regional-eu-1.key")).doesNotExist();
      everybodyIsWell(server);
      assertThat(
              server.text(
                  "keys", "select string_agg(reported, ' ' order by epoch) from keys.epoch"))
          .as("what the log has of the epochs")
          .isEqualTo("destroyed current");
      assertSecondStage(certificate(server, path, 2), first);
      assertThat(Running.verifyLog(server.client())).isInstanceOf(LogVerdict.Verified.class);
    }
    // The databases come back as they were before the erasure; destroyed keys do not.
    for (String cluster : List.of("data", "keys")) {
      FileSystemUtils.deleteRecursively(folder.resolve(cluster));
      copy(backup.resolve(cluster), folder.resolve(cluster));
    }
    assertThatThrownBy(() -> ServerProcess.start(folder, SETTINGS).close())
        .hasMessageContaining("regional-eu-1");
  }

  @Test
  void killed_at_any_step_it_is_taken_up_and_nobody_is_lost() throws Exception {
    try (ServerProcess server = ServerProcess.start(folder, SETTINGS)) {
      register(server, 6);
    }
    killedWhile("select 1 from keys.epoch for share", "prepared");
    killedWhile("select pg_advisory_xact_lock(954564, 0)", "wrapped");
    killedWhile("select 1 from keys.epoch_progress where part = 0 for update", "in a batch");
    killedWhile("lock table keys.epoch_damage in access exclusive mode", "switched");
    try (ServerProcess server = ServerProcess.start(folder, SETTINGS)) {
      new KeyEpochs(server).awaitCurrent(2);
      everybodyIsWell(server);
      Connection blocker = server.holding("keys", "lock table keys.branch_key in share mode");
      Thread.startVirtualThread(() -> new KeyEpochs(server).destroyRetired());
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> !Files.exists(folder.resolve("custody/regional-eu-1.key")));
      server.kill();
      blocker.abort(Runnable::run);
    }
    try (ServerProcess server = ServerProcess.start(folder, SETTINGS)) {
      assertThat(new KeyEpochs(server).state(1)).isEqualTo("retired");
      new KeyEpochs(server).destroyRetired();
      assertThat(new KeyEpochs(server).state(1)).isEqualTo("destroyed");
      everybodyIsWell(server);
      register(server, 1);
      everybodyIsWell(server);
      assertThat(Running.verifyLog(server.client())).isInstanceOf(LogVerdict.Verified.class);
    }
  }

  /** Begins a change, or lets it go on, and kills the server while {@code lock} holds it up. */
  private void killedWhile(String lock, String step) throws Exception {
    ServerProcess server = ServerProcess.start(folder, SETTINGS);
    try (Connection blocker = server.holding("keys", lock)) {
      Thread.startVirtualThread(() -> new KeyEpochs(server).begin());
      Awaitility.await(step)
          .atMost(PATIENCE)
          .until(() -> !server.text("keys", WAITING).equals("0"));
      if (!step.equals("prepared")) {
        everybodyIsWell(server);
      }
      server.kill();
      blocker.abort(Runnable::run);
    } finally {
      server.kill(); // also when it never came so far
    }
  }

  private static final String WAITING =
      "select count(*)::text from pg_stat_activity where wait_event_type = 'Lock'"
          + " and usename = 'clef_app'";

  @Test
  void keys_that_do_not_open_stop_it_until_they_are_repaired_or_left_behind() throws Exception {
    String spoilt = "set_byte(wrapped_data_key, 30, get_byte(wrapped_data_key, 30) # 1)";
    try (ServerProcess server = ServerProcess.start(folder, SETTINGS)) {
      register(server, 3);
      server.execute("keys", "create table public.spare as select * from keys.person_key");
      server.execute("keys", "update keys.person_key set wrapped_data_key = " + spoilt);
      new KeyEpochs(server).begin();
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() ->
              new KeyEpochs(server)
                  .status()
                  .path("problem")
                  .asString("")
                  .contains("the keys of 3 people"));
      assertThat(new KeyEpochs(server).state(2)).isEqualTo("preparing");
      server.execute(
          "keys",
          """
          update keys.person_key k set wrapped_data_key = s.wrapped_data_key
          from public.spare s where s.person_id = k.person_id and k.epoch = 1
            and k.person_id <> (select max(person_id::text)::uuid from public.spare)
          """);
      new KeyEpochs(server).begin();
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() ->
              new KeyEpochs(server)
                  .status()
                  .path("problem")
                  .asString("")
                  .contains("the keys of 1 people"));
      server.operator().post("/api/v1/keys/epochs", Map.of("leave_damaged", true));
      new KeyEpochs(server).awaitCurrent(2);
      people.removeLast();
      everybodyIsWell(server);
    }
  }

  @Test
  void hardware_holds_the_keys_and_forgets_an_epoch() throws Exception {
    SoftHsm.required();
    SoftHsm token = SoftHsm.token();
    String[] settings =
        Stream.concat(Arrays.stream(SETTINGS), Arrays.stream(token.settings()))
            .toArray(String[]::new);
    try (ServerProcess server = ServerProcess.start(folder, settings)) {
      register(server, 2);
      assertThat(new KeyEpochs(server).status().get("custody").asString()).isEqualTo("hsm");
      assertThat(folder.resolve("custody")).doesNotExist();
      assertThat(token.tool("--list-objects")).contains("clef-root", "clef-regional-eu-1");
      new KeyEpochs(server).change(2);
      new KeyEpochs(server).destroyRetired();
      assertThat(token.tool("--list-objects"))
          .contains("clef-regional-eu-2")
          .doesNotContain("clef-regional-eu-1");
      everybodyIsWell(server);
    }
    Runnable back = token.pulledOut();
    try {
      assertThatThrownBy(() -> ServerProcess.start(folder, settings).close())
          .hasMessageContaining("Hardware custody")
          .hasMessageNotContaining(SoftHsm.PIN);
    } finally {
      back.run();
    }
    strictly(token, settings);
    try (ServerProcess server = ServerProcess.start(folder, settings)) {
      Runnable again = token.pulledOut();
      try {
        Client.Answer answer = people.getFirst().signIn(server.client());
        assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("unavailable");
      } finally {
        again.run();
      }
      everybodyIsWell(server);
    }
  }

  /** In strict mode nobody is read without the token, however often they were before. */
  private void strictly(SoftHsm token, String[] settings) throws Exception {
    String[] strict = Arrays.copyOf(settings, settings.length + 2);
    strict[settings.length] = "--clef.keys.strict=true";
    strict[settings.length + 1] = "--clef.keys.cache-for=0s";
    try (ServerProcess server = ServerProcess.start(folder, strict)) {
      assertThat(Files.readString(ServerProcess.log(folder)))
          .containsPattern("strict mode: the custodian opens \\d+ keys a second");
      register(server, 1);
      everybodyIsWell(server);
      Client client = server.client();
      people.getFirst().signIn(client);
      assertThat(client.get("/api/v1/me").status()).isEqualTo(200);
      Runnable back = token.pulledOut();
      try {
        assertThat(client.get("/api/v1/me").status()).isEqualTo(503);
      } finally {
        back.run();
      }
      assertThat(client.get("/api/v1/me").status()).isEqualTo(200);
    }
  }

  private void register(ServerProcess server, int count) {
    for (int i = 0; i < count; i++) {
      people.add(Listener.some().registered(server.client()));
    }
  }

  private static void assertSecondStage(JsonNode second, JsonNode first) {
    assertThat(second.get("certificate_id")).isEqualTo(first.get("certificate_id"));
    assertThat(second.get("limits").toString()).contains("key folder").doesNotContain("may remain");
    Map<String, String> event = CanonicalMap.decode(bytes(second, "event")).entries();
    assertThat(event)
        .containsEntry("stage", "2")
        .containsEntry("epoch", "1")
        .containsEntry("certificate", second.get("certificate_id").asString())
        .containsEntry("time", second.get("erased_at").asString())
        .containsEntry("keys_destroyed", first.get("erased_at").asString());
    assertThat(Leaf.commit(bytes(second, "event_key"), bytes(second, "event")))
        .isEqualTo(Leaf.decode(bytes(second, "leaf")).eventCommitment());
    TlogProof proof = TlogProof.parse(second.get("proof").asString());
    VerifierKey key = VerifierKey.parse(second.get("log").get("vkey").asString());
    assertThat(proof.verify(bytes(second, "leaf"), key)).isEqualTo(TlogProof.Outcome.VALID);
  }

  private static byte[] bytes(JsonNode certificate, String member) {
    return Base64.getDecoder().decode(certificate.get(member).asString());
  }

  /** Answers where the certificate is. */
  private static String erase(ServerProcess server, Listener listener) {
    Client client = server.client();
    listener.signIn(client);
    Client.Answer answer = client.delete("/api/v1/me", Map.of("password", listener.password()));
    assertThat(answer.status()).as(answer.toString()).isLessThan(300);
    return "/api/v1/erasures/" + answer.json().get("certificate_id").asString();
  }

  private static JsonNode certificate(ServerProcess server, String path, int stage) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> server.client().get(path).json(), it -> it.get("stage").asInt() == stage);
  }

  private void everybodyIsWell(ServerProcess server) {
    for (Listener listener : people) {
      Client client = server.client();
      assertThat(listener.signIn(client).status()).isEqualTo(200);
      assertThat(client.get("/api/v1/me").json().get("address").asString())
          .isEqualTo(listener.field("address"));
    }
  }

  private static void copy(Path from, Path to) throws Exception {
    Process copying =
        new ProcessBuilder("cp", "-a", from.toString(), to.toString()).inheritIO().start();
    assertThat(copying.waitFor()).isZero();
  }
}
