package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.Client;
import dev.clef.testing.KeyEpochs;
import dev.clef.testing.Listener;
import dev.clef.testing.ServerProcess;
import dev.clef.testing.SoftHsm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys move from files into hardware, and lie in two tokens of which one may be lost. */
class CustodyTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String ROTATIONS = "/api/v1/keys/rotations";
  private static final String[] SETTINGS = {
    "--clef.identity.sign-in-floor=0ms",
    "--clef.passwords.memory-kib=7168",
    "--clef.passwords.iterations=5",
    "--clef.keys.cache-for=0s"
  };

  private final Path folder = ServerProcess.newFolder();
  private final List<Listener> people = new ArrayList<>();

  @BeforeEach
  void tokens() {
    SoftHsm.required();
  }

  @AfterEach
  void remove() throws IOException {
    ServerProcess.discard(folder);
  }

  @Test
  void either_of_two_tokens_opens_everything() throws Exception {
    SoftHsm first = SoftHsm.token();
    SoftHsm second = SoftHsm.token();
    try (ServerProcess server = ServerProcess.start(folder, settings(first.settings()))) {
      register(server);
    }
    String[] both =
        settings(
            Stream.concat(
                    Arrays.stream(first.settings()),
                    Stream.of("--clef.keys.pkcs11.replicas[0].token=" + second.label()))
                .toArray(String[]::new));
    try (ServerProcess server = ServerProcess.start(folder, both)) {
      awaitCopies(server);
      assertThat(second.tool("--list-objects")).contains("clef-root", "clef-regional-eu-1");
      register(server);
      Runnable back = first.pulledOutAlone();
      try {
        everybodyIsWell(server);
        register(server);
        Client.Answer epoch = new KeyEpochs(server).begin();
        assertThat(epoch.status()).isEqualTo(202);
        Awaitility.await()
            .atMost(PATIENCE)
            .until(() ->
                new KeyEpochs(server)
                    .status()
                    .path("problem")
                    .asString("")
                    .contains("out of reach"));
      } finally {
        back.run();
      }
      new KeyEpochs(server).change(2); // with both: it is taken up where it stopped
      everybodyIsWell(server);
    }
    Runnable back = first.pulledOutAlone();
    try (ServerProcess server = ServerProcess.start(folder, both)) {
      assertThat(Files.readString(ServerProcess.log(folder)))
          .contains("another custodian does its work");
      everybodyIsWell(server);
      Client.Answer destroyed = new KeyEpochs(server).destroyRetired();
      assertThat(destroyed.status()).as("while a token is away its key may live on").isEqualTo(503);
      assertThat(new KeyEpochs(server).state(1)).isEqualTo("retired");
    } finally {
      back.run();
    }
    try (ServerProcess server = ServerProcess.start(folder, both)) {
      assertThat(new KeyEpochs(server).destroyRetired().status()).isEqualTo(200);
      assertThat(new KeyEpochs(server).state(1)).isEqualTo("destroyed");
    }
    for (SoftHsm token : List.of(first, second)) {
      assertThat(token.tool("--list-objects"))
          .contains("clef-regional-eu-2")
          .doesNotContain("clef-regional-eu-1");
    }
  }

  @Test
  void a_folder_of_keys_moves_into_a_token() throws Exception {
    SoftHsm token = SoftHsm.token();
    try (ServerProcess server = ServerProcess.start(folder, settings())) {
      register(server);
    }
    String[] hardware = settings(token.settings());
    String[] moving = Arrays.copyOf(hardware, hardware.length + 1);
    moving[hardware.length] = "--clef.keys.leaving=file";
    try (ServerProcess server = ServerProcess.start(folder, moving)) {
      everybodyIsWell(server);
      assertThat(custody(server)).isEqualTo("software");
      awaitCopies(server);
      register(server);
      new KeyEpochs(server).change(2);
      rotate(server, "root");
      rotate(server, "signing");
      assertThat(new KeyEpochs(server).destroyRetired().status()).isEqualTo(200);
      // The keys of the first epoch were under the first root key.
      assertThat(new KeyEpochs(server).destroyRetired().status()).isEqualTo(200);
      assertThat(custody(server)).isEqualTo("hsm");
      assertThat(keyFiles()).isEmpty();
      everybodyIsWell(server);
    }
    try (ServerProcess server = ServerProcess.start(folder, hardware)) {
      everybodyIsWell(server);
      assertThat(
              server.client().get("/log/keys").json().get("keys").get(0).get("custody").asString())
          .isEqualTo("hsm");
      assertThat(keyFiles()).isEmpty();
    }
    assertThat(token.tool("--list-objects"))
        .contains("clef-root-2", "clef-regional-eu-2", "clef-signing-log-2")
        .doesNotContain("clef-regional-eu-1");
  }

  private List<String> keyFiles() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("custody"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static void rotate(ServerProcess server, String key) {
    Client.Answer answer = server.operator().post(ROTATIONS, Map.of("key", key));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
  }

  private static String custody(ServerProcess server) {
    return new KeyEpochs(server).status().get("custody").asString();
  }

  private static String[] settings(String... more) {
    return Stream.concat(Arrays.stream(SETTINGS), Arrays.stream(more)).toArray(String[]::new);
  }

  /** Until every branch key and service key is wrapped by all custodians that stay. */
  private static void awaitCopies(ServerProcess server) {
    Awaitility.await().atMost(PATIENCE).until(() -> single(server) == 0);
  }

  private static int single(ServerProcess server) throws Exception {
    try (Connection connection = server.superuser("keys");
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                """
                select (select count(*) from keys.branch_key where length(wrapped_key) = 62)
                  + (select count(*) from keys.service_key where length(wrapped_key) = 62)
                """)) {
      row.next();
      return row.getInt(1);
    }
  }

  private void register(ServerProcess server) {
    people.add(Listener.some().registered(server.client()));
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
