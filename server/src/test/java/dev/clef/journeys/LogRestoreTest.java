package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.LogVerdict;
import dev.clef.ledger.SignedNote;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import dev.clef.testing.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

/** The data database comes back from a backup, and the log with it; what was published does not. */
class LogRestoreTest {

  private static final String NEW_LOG = "--clef.restore.new-log=";
  private static final String[] SETTINGS = {
    "--clef.identity.sign-in-floor=0ms",
    "--clef.passwords.memory-kib=7168",
    "--clef.passwords.iterations=5"
  };

  private final Path folder = ServerProcess.newFolder();
  private final Path backup = folder.resolveSibling(folder.getFileName() + "-backup");
  private final Listener anna = Listener.some();

  @AfterEach
  void remove() throws IOException {
    ServerProcess.discard(folder);
    FileSystemUtils.deleteRecursively(backup);
  }

  @Test
  void a_log_that_went_back_signs_nothing_until_it_has_another_name() throws Exception {
    try (ServerProcess server = start()) {
      anna.registered(server.client());
      settled(server);
    }
    copy(folder.resolve("data"), backup);
    Checkpoint published;
    try (ServerProcess server = start()) {
      for (int i = 0; i < 3; i++) {
        assertThat(anna.signIn(server.client()).status()).isEqualTo(200);
      }
      published = settled(server);
    }
    restore();
    try (ServerProcess server = start()) {
      assertThat(anna.signIn(server.client()).status()).as("people are served").isEqualTo(200);
      Thread.sleep(2000);
      assertThat(server.client().get("/log/checkpoint").status()).isEqualTo(503);
      assertThat(count(server, "select max(size) from audit.checkpoint"))
          .isLessThan(published.size());
      assertThat(count(server, "select count(*) from audit.queue")).isPositive();
      assertThat(log()).containsOnlyOnce("The log was restored from a backup, it would fork");
    }
    try (ServerProcess server = start(NEW_LOG + "music.example/log-2")) {
      Checkpoint head = settled(server);
      assertThat(head.origin()).isEqualTo("music.example/log-2");
      assertThat(Running.verifyLog(server.client())).isInstanceOf(LogVerdict.Verified.class);
      Client browser = server.client();
      assertThat(anna.signIn(browser).status()).isEqualTo(200);
      assertThat(log()).contains("what it was before ended as " + published.origin());
    }
    // The same backup again: the name that was left in the settings gives no second one.
    restore();
    try (ServerProcess server = start(NEW_LOG + "music.example/log-2")) {
      Thread.sleep(1000);
      assertThat(server.client().get("/log/checkpoint").status()).isEqualTo(503);
    }
    try (ServerProcess server = start(NEW_LOG + "music.example/log-3")) {
      assertThat(settled(server).origin()).isEqualTo("music.example/log-3");
    }
    try (ServerProcess server = start(NEW_LOG + "music.example/log-4")) {
      assertThat(settled(server).origin()).as("nothing went back").isEqualTo("music.example/log-3");
    }
  }

  private ServerProcess start(String... more) {
    return ServerProcess.start(
        folder, Stream.concat(Stream.of(SETTINGS), Stream.of(more)).toArray(String[]::new));
  }

  /** The head when everything that waits is signed. */
  private static Checkpoint settled(ServerProcess server) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() ->
            count(server, "select count(*) from audit.queue") == 0
                && count(server, "select coalesce(max(size), 0) from audit.checkpoint")
                    == count(server, "select size from audit.tree"));
    String note = server.client().get("/log/checkpoint").text();
    return Checkpoint.parse(SignedNote.parse(note).text());
  }

  private void restore() throws Exception {
    FileSystemUtils.deleteRecursively(folder.resolve("data"));
    copy(backup, folder.resolve("data"));
  }

  private String log() throws IOException {
    return Files.readString(ServerProcess.log(folder));
  }

  private static long count(ServerProcess server, String sql) throws Exception {
    return Long.parseLong(server.text("data", sql));
  }

  /** With owners and permissions, which PostgreSQL looks at. */
  private static void copy(Path from, Path to) throws Exception {
    Process copying =
        new ProcessBuilder("cp", "-a", from.toString(), to.toString()).inheritIO().start();
    assertThat(copying.waitFor()).isZero();
  }
}
