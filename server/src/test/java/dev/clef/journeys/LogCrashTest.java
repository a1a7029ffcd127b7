package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.EntryRange;
import dev.clef.ledger.LeafFormat;
import dev.clef.ledger.LogSource;
import dev.clef.ledger.LogVerdict;
import dev.clef.ledger.LogVerifier;
import dev.clef.ledger.SignedNote;
import dev.clef.ledger.VerifierKey;
import dev.clef.testing.Client;
import dev.clef.testing.LogWriter;
import dev.clef.testing.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 again and again while the log grows by 100,000 entries. */
class LogCrashTest {

  private static final int ENTRIES = 100_000;
  private static final int LEAST_KILLS = 5;
  private static final int IDENTIFIER = 36;

  private final Path folder = ServerProcess.newFolder();

  @TempDir private Path kept = Path.of("");

  @AfterEach
  void remove() {
    ServerProcess.discard(folder);
  }

  @Test
  void what_was_committed_is_in_the_log_once_and_every_signed_head_still_holds() throws Exception {
    Path file = kept.resolve("acknowledged");
    Random random = new Random(System.nanoTime());
    List<Checkpoint> seen = new ArrayList<>();
    int kills = 0;
    while (kills < LEAST_KILLS || acknowledged(file).size() < ENTRIES) {
      ServerProcess server =
          ServerProcess.startMain(
              LogWriter.class, folder, "-D" + LogWriter.FILE + "=" + file.toAbsolutePath());
      long endNanos = System.nanoTime() + Duration.ofMillis(1000 + random.nextInt(1500)).toNanos();
      while (System.nanoTime() < endNanos) {
        head(server.client()).ifPresent(seen::add);
        Thread.sleep(100);
      }
      server.kill();
      kills++;
    }
    Set<String> acknowledged = acknowledged(file);
    try (ServerProcess server = ServerProcess.start(folder)) {
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> isSettled(server));
      Set<String> logged = leaves(server);
      Set<String> lost = new HashSet<>(acknowledged);
      lost.removeAll(logged);
      assertThat(lost).isEmpty();
      assertThat(server.text("data", "select count(*) from audit.leaf"))
          .as("each once, and none without its entry")
          .isEqualTo(Integer.toString(logged.size()))
          .isEqualTo(server.text("data", "select count(*) from audit.entry"));
      assertThat(seen).as("heads seen").hasSizeGreaterThan(LEAST_KILLS);
      assertHolds(server.client(), seen);
      System.out.printf(
          "Log under kill -9: %d kills, %,d entries committed, %,d in the log, %d heads seen%n",
          kills, acknowledged.size(), logged.size(), Set.copyOf(seen).size());
    }
  }

  /** Whole lines: the last one may have been cut off. */
  private static Set<String> acknowledged(Path file) throws IOException {
    Set<String> lines = new HashSet<>();
    if (Files.exists(file)) {
      Files.readAllLines(file).stream()
          .filter(line -> line.length() == IDENTIFIER)
          .forEach(lines::add);
    }
    return lines;
  }

  private static Optional<Checkpoint> head(Client client) throws IOException {
    Client.Answer answer = client.trySend("GET", "/log/checkpoint", null);
    return answer.status() == 200
        ? Optional.of(Checkpoint.parse(SignedNote.parse(answer.text()).text()))
        : Optional.empty();
  }

  private static boolean isSettled(ServerProcess server) throws IOException, SQLException {
    String size = server.text("data", "select size from audit.tree");
    return server.text("data", "select count(*) from audit.queue").equals("0")
        && head(server.client()).filter(it -> Long.toString(it.size()).equals(size)).isPresent();
  }

  private static Set<String> leaves(ServerProcess server) throws SQLException {
    Set<String> leaves = new HashSet<>();
    try (Connection connection = server.superuser("data");
        PreparedStatement query = connection.prepareStatement("select entry_id from audit.leaf");
        ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        leaves.add(rows.getString(1));
      }
    }
    return leaves;
  }

  /** The whole log is checked from the first head seen on, and every other is a prefix too. */
  private static void assertHolds(Client client, List<Checkpoint> seen) throws IOException {
    VerifierKey key = VerifierKey.parse(client.get("/log/key").text().strip());
    Map<String, Optional<byte[]>> files = new HashMap<>();
    LogSource source =
        path ->
            files.computeIfAbsent(
                path,
                it ->
                    Optional.of(client.get("/log/" + it))
                        .filter(answer -> answer.status() == 200)
                        .map(Client.Answer::body));
    EntryRange range = EntryRange.ALL;
    for (Checkpoint head : new LinkedHashSet<>(seen)) {
      LogVerdict verdict =
          new LogVerifier(
                  source, key, LeafFormat.CLEF, Optional.of(head), range, (done, total) -> {})
              .verify();
      assertThat(verdict).as(head.toString()).isInstanceOf(LogVerdict.Verified.class);
      range = new EntryRange(0, 0);
    }
  }
}
