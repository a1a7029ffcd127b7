package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.ledger.CanonicalMap;
import dev.clef.testing.Cable;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.util.FileSystemUtils;

/** Two nodes on the same databases: what one of them erases, the other forgets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoNodesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final long LEASE_MILLIS = 3000;
  private static final String[] SETTINGS = {
    "--clef.identity.sign-in-floor=0ms",
    "--clef.passwords.memory-kib=7168",
    "--clef.passwords.iterations=5",
    "--clef.keys.lease=" + LEASE_MILLIS + "ms",
    "--clef.keys.cache-for=5m"
  };

  private final Path firstFolder = ServerProcess.newFolder();
  private final Path secondFolder = ServerProcess.newFolder();
  private ServerProcess first;
  private ServerProcess second;
  private Cable cable;

  @BeforeAll
  void start() throws Exception {
    first = ServerProcess.start(firstFolder, SETTINGS);
    cable = new Cable(port("keys"));
    Files.createDirectories(secondFolder);
    Process copying =
        new ProcessBuilder(
                "cp", "-a", firstFolder.resolve("custody").toString(), secondFolder.toString())
            .inheritIO()
            .start();
    assertThat(copying.waitFor()).isZero();
    new ProcessBuilder("chmod", "700", secondFolder.toString()).start().waitFor();
    String[] settings = Arrays.copyOf(SETTINGS, SETTINGS.length + 5);
    settings[SETTINGS.length] = "--clef.db.url=" + url("data", port("data"));
    settings[SETTINGS.length + 1] = "--clef.keys-db.url=" + url("keys", cable.port());
    settings[SETTINGS.length + 2] = "--clef.db.app-password=" + secret("data-clef_app");
    settings[SETTINGS.length + 3] = "--clef.db.sequencer-password=" + secret("data-clef_sequencer");
    settings[SETTINGS.length + 4] = "--clef.keys-db.app-password=" + secret("keys-clef_app");
    second = ServerProcess.start(secondFolder, settings);
  }

  @AfterAll
  void stop() throws IOException {
    if (second != null) {
      second.close();
    }
    if (cable != null) {
      cable.close();
    }
    first.close();
    ServerProcess.discard(secondFolder);
    ServerProcess.discard(firstFolder);
    FileSystemUtils.deleteRecursively(secondFolder);
  }

  private int port(String cluster) throws IOException {
    return Integer.parseInt(Files.readString(firstFolder.resolve(cluster + ".port")).strip());
  }

  private String url(String cluster, int port) throws IOException {
    return "jdbc:postgresql://127.0.0.1:%d/clef?user=clef_owner&password=%s"
        .formatted(port, secret(cluster + "-clef_owner"));
  }

  private String secret(String name) throws IOException {
    return Files.readString(firstFolder.resolve("secrets").resolve(name)).strip();
  }

  @Test
  void an_erasure_is_complete_when_the_other_node_has_dropped_the_keys() {
    Listener ben = Listener.some().registered(first.client());
    Client there = signedIn(second, ben);
    assertThat(there.get("/api/v1/me").status()).isEqualTo(200);
    Map<String, String> event = event(erase(ben));
    assertThat(event).containsEntry("nodes", "1");
    assertThat(Long.parseLong(event.get("evicted_ms")))
        .as("the other node is told, it does not have to lose its lease")
        .isLessThan(LEASE_MILLIS);
    assertThat(there.get("/api/v1/me").code()).isEqualTo("not_signed_in");
  }

  @Test
  void a_node_that_is_cut_off_serves_nothing_and_the_erasure_waits_for_its_lease() {
    Listener anna = Listener.some().registered(first.client());
    Listener ben = Listener.some().registered(first.client());
    Client annaThere = signedIn(second, anna);
    Client benThere = signedIn(second, ben);
    assertThat(annaThere.get("/api/v1/me/sessions").status()).isEqualTo(200);
    assertThat(benThere.get("/api/v1/me/sessions").status()).isEqualTo(200);
    cable.pullOut();
    try {
      assertThat(annaThere.get("/api/v1/me/sessions").status())
          .as("within its lease a node serves from memory")
          .isEqualTo(200);
      Map<String, String> event = event(erase(ben));
      assertThat(event).containsEntry("nodes", "1");
      assertThat(Long.parseLong(event.get("evicted_ms")))
          .isBetween(LEASE_MILLIS / 4, LEASE_MILLIS + 1000);
      Client.Answer refused = annaThere.get("/api/v1/me/sessions");
      assertThat(refused.status()).as(refused.toString()).isEqualTo(503);
      assertThat(refused.code()).isEqualTo("unavailable");
    } finally {
      cable.plugIn();
    }
    Awaitility.await().atMost(PATIENCE).until(() -> annaThere.get("/api/v1/me").status() == 200);
    assertThat(benThere.get("/api/v1/me").code()).isEqualTo("not_signed_in");
  }

  @Test
  void a_node_whose_connections_are_lost_without_a_word_finds_new_ones() throws Exception {
    Listener anna = Listener.some().registered(first.client());
    Client there = signedIn(second, anna);
    assertThat(there.get("/api/v1/me/sessions").status()).isEqualTo(200);
    cable.forgetConnections();
    Awaitility.await("the lease runs out")
        .atMost(PATIENCE)
        .until(() -> there.get("/api/v1/me/sessions").status() == 503);
    Awaitility.await("and is taken again, long before a request would give up on the connection")
        .atMost(Duration.ofMillis(4 * LEASE_MILLIS))
        .until(() -> there.get("/api/v1/me/sessions").status() == 200);
  }

  @Test
  void a_node_that_was_frozen_wakes_up_without_keys() throws Exception {
    Listener anna = Listener.some().registered(first.client());
    Client there = signedIn(second, anna);
    assertThat(there.get("/api/v1/me/sessions").status()).isEqualTo(200);
    Listener ben = Listener.some().registered(first.client());
    String certificateId;
    signal("STOP");
    try {
      certificateId = erase(ben);
    } finally {
      signal("CONT");
    }
    assertThat(event(certificateId)).containsEntry("nodes", "1");
    Awaitility.await().atMost(PATIENCE).until(() -> there.get("/api/v1/me").status() == 200);
    assertThat(Files.readString(ServerProcess.log(secondFolder)))
        .contains("the keys of people are wiped here");
  }

  private void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(second.pid())).start().waitFor();
  }

  private static Client signedIn(ServerProcess server, Listener listener) {
    Client client = server.client();
    assertThat(listener.signIn(client).status()).isEqualTo(200);
    return client;
  }

  /** Erases on the first node; answers the number of the certificate. */
  private String erase(Listener listener) {
    Client.Answer answer =
        signedIn(first, listener).delete("/api/v1/me", Map.of("password", listener.password()));
    assertThat(answer.status()).as(answer.toString()).isIn(200, 202);
    return answer.json().get("certificate_id").asString();
  }

  /** What the log says of an erasure. */
  private Map<String, String> event(String certificateId) {
    Client.Answer answer =
        Awaitility.await()
            .atMost(PATIENCE)
            .until(
                () -> first.client().get("/api/v1/erasures/" + certificateId),
                it -> it.status() == 200);
    return CanonicalMap.decode(Base64.getDecoder().decode(answer.json().get("event").asString()))
        .entries();
  }
}
