package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

/** One of the two databases comes back from a backup; the people erased since do not. */
class RestoreGateTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Pattern ACCEPT = Pattern.compile("accept-generation=(\\d+)");
  private static final String[] SETTINGS = {
    "--clef.identity.sign-in-floor=0ms",
    "--clef.identity.orphan-after=1s",
    "--clef.passwords.memory-kib=7168",
    "--clef.passwords.iterations=5"
  };

  private final Path folder = ServerProcess.newFolder();
  private final Path backup = folder.resolveSibling(folder.getFileName() + "-backup");
  private final Listener anna = Listener.some();
  private final Listener ben = Listener.some();

  @AfterEach
  void remove() throws IOException {
    ServerProcess.discard(folder);
    FileSystemUtils.deleteRecursively(backup);
  }

  @Test
  void an_older_data_database_is_told_who_was_erased() throws Exception {
    Listener cleo = Listener.some();
    Listener dora = Listener.some();
    String benId = twoPeopleAndABackupOf("data");
    String certificate;
    try (ServerProcess server = ServerProcess.start(folder, SETTINGS)) {
      certificate = erase(server, ben);
      Client browser = signedIn(server, anna);
      assertThat(browser.patch("/api/v1/me", Map.of("address", "Somewhere else 2")).status())
          .isEqualTo(200);
      cleo.registered(server.client());
      dora.registered(server.client());
      erase(server, dora);
    }
    restore("data");
    try (ServerProcess server = ServerProcess.start(folder, with("--clef.restore.new-log=b/log"))) {
      assertThat(count(server, "data", "select count(*) from identity.session"))
          .as("sessions that ended since are not back")
          .isZero();
      assertThat(
              count(
                  server,
                  "data",
                  "select count(*) from identity.staff_invitation where kind = 'new'"))
          .isZero();
      assertThat(count(server, "data", "select count(*) from openid.invitation"))
          .as("nor are invitations that were used since")
          .isZero();
      assertThat(
              count(
                  server,
                  "data",
                  "select count(*) from vault.field where user_id = '" + benId + "'"))
          .isZero();
      assertThat(ben.signIn(server.client()).withoutRequestId())
          .isEqualTo(Listener.some().signIn(server.client()).withoutRequestId());
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> server.client().get(certificate).status() == 200);
      assertThat(count(server, "keys", "select count(*) from keys.person_key where not confirmed"))
          .as("no key is in doubt before the operator has accepted the loss")
          .isZero();
      assertThat(anna.signIn(server.client()).status()).isEqualTo(200);
      assertThat(address(server))
          .as("an older value is not read as if it were the newest")
          .isEmpty();
    }
    String[] accepting = with("--clef.restore." + accept());
    try (ServerProcess server = ServerProcess.start(folder, accepting)) {
      assertThat(address(server)).isEqualTo(anna.field("address"));
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(server.client().post("/api/v1/accounts", cleo.fields()).status())
                  .as("a registration the backup does not know is free again")
                  .isEqualTo(201));
      Client browser = signedIn(server, anna);
      assertThat(browser.patch("/api/v1/me", Map.of("address", "Here 3")).status()).isEqualTo(200);
      assertThat(browser.get("/api/v1/me/activity").text()).contains("data.older_accepted");
    }
    try (ServerProcess server = ServerProcess.start(folder, accepting)) {
      assertThat(address(server)).isEqualTo("Here 3");
      assertThat(log()).contains("nothing accepted");
    }
  }

  @Test
  void an_older_keys_database_is_told_who_was_erased() throws Exception {
    String benId = twoPeopleAndABackupOf("keys");
    try (ServerProcess server = ServerProcess.start(folder, SETTINGS)) {
      erase(server, ben);
    }
    restore("keys");
    try (ServerProcess server = ServerProcess.start(folder, SETTINGS)) {
      String rows = "select count(*) from keys.person_key where person_id = '" + benId + "'";
      assertThat(count(server, "keys", rows)).isZero();
      assertThat(
              count(
                  server,
                  "keys",
                  "select count(*) from keys.erasure where person_id = '" + benId + "'"))
          .isOne();
      assertThat(log()).contains("the keys of 1 erased people are destroyed again");
      assertThat(address(server)).isEqualTo(anna.field("address"));
    }
  }

  private String address(ServerProcess server) {
    return signedIn(server, anna).get("/api/v1/me").json().path("address").asString("");
  }

  /** Answers ben's identifier. */
  private String twoPeopleAndABackupOf(String cluster) throws Exception {
    String id;
    try (ServerProcess server = ServerProcess.start(folder, SETTINGS)) {
      anna.registered(server.client());
      id = ben.signedIn(server.client()).get("/api/v1/me").json().get("user_id").asString();
      assertThat(server.operator().post("/api/v1/clients/invitations", Map.of("uses", 1)).status())
          .isEqualTo(201);
      invite(server);
    }
    Files.createDirectories(backup);
    copy(folder.resolve(cluster), backup.resolve(cluster));
    return UUID.fromString(id).toString();
  }

  private static void invite(ServerProcess server) throws SQLException {
    try (Connection connection = server.superuser("data");
        var statement = connection.createStatement()) {
      statement.execute(
          """
          insert into identity.staff_invitation
            (staff_id, kind, roles, token_hash, created_at, expires_at)
          values (gen_random_uuid(), 'new', '{support}', sha256('x'), now(), now() + '1 day')
          """);
    }
  }

  private void restore(String cluster) throws Exception {
    FileSystemUtils.deleteRecursively(folder.resolve(cluster));
    copy(backup.resolve(cluster), folder.resolve(cluster));
  }

  private static String erase(ServerProcess server, Listener listener) {
    Client.Answer answer =
        signedIn(server, listener).delete("/api/v1/me", Map.of("password", listener.password()));
    return "/api/v1/erasures/" + answer.json().get("certificate_id").asString();
  }

  private static String[] with(String setting) {
    return Stream.concat(Stream.of(SETTINGS), Stream.of(setting)).toArray(String[]::new);
  }

  private String accept() throws IOException {
    return ACCEPT.matcher(log()).results().map(MatchResult::group).findFirst().orElseThrow();
  }

  private String log() throws IOException {
    return Files.readString(ServerProcess.log(folder));
  }

  private static Client signedIn(ServerProcess server, Listener listener) {
    Client client = server.client();
    assertThat(listener.signIn(client).status()).isEqualTo(200);
    return client;
  }

  private static long count(ServerProcess server, String cluster, String sql) throws SQLException {
    try (Connection connection = server.superuser(cluster);
        var row = connection.createStatement().executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** With owners and permissions, which PostgreSQL looks at. */
  private static void copy(Path from, Path to) throws Exception {
    Process copying =
        new ProcessBuilder("cp", "-a", from.toString(), to.toString()).inheritIO().start();
    assertThat(copying.waitFor()).isZero();
  }
}
