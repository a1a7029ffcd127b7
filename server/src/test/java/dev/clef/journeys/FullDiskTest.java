package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.clef.ledger.LogVerdict;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import dev.clef.testing.ServerProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The disk under the data folder fills up, first for the tables, then for the write-ahead log too,
 * which PostgreSQL does not survive. On a small tmpfs, which takes root to mount.
 */
class FullDiskTest {

  private static final String SIZE = "size=640m";
  private static final Duration PHASE = Duration.ofSeconds(90);
  private static final String[] SETTINGS = {
    "--clef.identity.sign-in-floor=0ms",
    "--clef.identity.orphan-after=1s",
    "--clef.passwords.memory-kib=7168",
    "--clef.passwords.iterations=5"
  };

  private final Path disk =
      Path.of("target", "full-disk-" + ProcessHandle.current().pid()).toAbsolutePath();
  private final Path folder = disk.resolve("clef-data");
  private final Path ballast = disk.resolve("ballast");
  private final List<Life> lives = new ArrayList<>();
  private boolean mounted;

  /** Somebody whose registration was acknowledged, and the last acknowledged address. */
  private static final class Life {
    final Listener listener;
    final Client browser;
    String tried = "house 0";
    String acknowledged = "house 0";

    Life(Listener listener, Client browser) {
      this.listener = listener;
      this.browser = browser;
    }
  }

  @BeforeEach
  void mount() throws Exception {
    Files.createDirectories(disk);
    mounted = run("mount", "-t", "tmpfs", "-o", SIZE, "clef-full-disk", disk.toString()) == 0;
    if (!mounted) {
      Files.delete(disk);
      System.out.println("SKIPPED: the full-disk test mounts a small tmpfs, which takes root.");
    }
    assumeTrue(mounted, "a small tmpfs cannot be mounted here");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      Files.deleteIfExists(ballast);
      ServerProcess.discard(folder);
      assertThat(run("umount", disk.toString())).isZero();
      Files.delete(disk);
    }
  }

  private static int run(String... command) throws Exception {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor(30, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } catch (IOException absent) {
      return -1;
    }
  }

  @Test
  void a_full_disk_is_answered_503_and_loses_nothing_acknowledged() throws Exception {
    try (ServerProcess server = ServerProcess.start(folder, SETTINGS)) {
      for (int i = 0; i < 5; i++) {
        assertThat(live(server)).containsOnlyKeys(201, 200);
      }
      fill();
      Map<Integer, Integer> tables = liveUntilRefused(server);
      switchLog(server, "data");
      Map<Integer, Integer> log = liveUntilRefused(server);
      assertThat(tables).as("the tables cannot grow").containsKey(503);
      assertThat(log).as("the log cannot grow").containsKey(503);
      assertThat(tables.keySet()).isSubsetOf(200, 201, 503);
      assertThat(log.keySet()).isSubsetOf(200, 201, 503);
      Files.delete(ballast);
      Awaitility.await().atMost(PHASE).until(() -> live(server).containsKey(201));
      Awaitility.await().atMost(PHASE).until(() -> isSettled(server));
      lives.forEach(life -> check(life, server.client()));
      assertThat(Running.verifyLog(server.client())).isInstanceOf(LogVerdict.Verified.class);
      System.out.printf(
          "Full disk: %d lives; answers while tables were full %s, while the log was full %s%n",
          lives.size(), tables, log);
    }
  }

  /** Takes every block there is. */
  private void fill() throws IOException {
    byte[] zeros = new byte[4096];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      for (long blocks = 0; blocks < 1L << 20; blocks++) {
        out.write(zeros);
      }
      throw new AssertionError("the disk does not fill");
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  /** The next record of the log needs a new file. */
  private static void switchLog(ServerProcess server, String cluster) throws InterruptedException {
    try (var connection = server.superuser(cluster);
        var statement = connection.createStatement()) {
      statement.execute("select pg_switch_wal()");
    } catch (SQLException down) {
      Thread.sleep(100); // what it is about to be anyway
    }
  }

  private Map<Integer, Integer> liveUntilRefused(ServerProcess server) throws Exception {
    Map<Integer, Integer> answers = new HashMap<>();
    long end = System.nanoTime() + PHASE.toNanos();
    while (answers.getOrDefault(503, 0) < 12 && System.nanoTime() < end) {
      live(server).forEach((status, count) -> answers.merge(status, count, Integer::sum));
    }
    return answers;
  }

  /** Somebody registers, and somebody who is there moves house. Returns what was answered. */
  private Map<Integer, Integer> live(ServerProcess server) {
    Map<Integer, Integer> answers = new HashMap<>();
    Listener listener = Listener.some();
    Client browser = server.client();
    Answer registered = browser.post("/api/v1/accounts", listener.fields());
    count(answers, registered);
    if (registered.status() == 201) {
      lives.add(new Life(listener, browser));
    }
    for (Life life : lives.subList(Math.max(0, lives.size() - 3), lives.size())) {
      Answer signedIn = life.listener.signIn(life.browser);
      count(answers, signedIn);
      if (signedIn.status() == 200) {
        life.tried = "house ".repeat(40) + System.nanoTime();
        Answer moved = life.browser.patch("/api/v1/me", Map.of("address", life.tried));
        count(answers, moved);
        if (moved.status() == 200) {
          life.acknowledged = life.tried;
        }
      }
    }
    return answers;
  }

  private static void count(Map<Integer, Integer> answers, Answer answer) {
    if (answer.status() >= 500) {
      assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
      assertThat(answer.code()).isEqualTo("unavailable");
    }
    answers.merge(answer.status(), 1, Integer::sum);
  }

  private static boolean isSettled(ServerProcess server) throws SQLException {
    try (var connection = server.superuser("keys");
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                """
                select not exists (select 1 from keys.version_head where pending is not null)
                  and not exists (select 1 from keys.person_key where not confirmed)
                """)) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static void check(Life life, Client browser) {
    assertThat(life.listener.signIn(browser).status()).as("lost: an account").isEqualTo(200);
    var me = browser.get("/api/v1/me").json();
    assertThat(me.get("username").asString()).isEqualTo(life.listener.name());
    if (!life.acknowledged.equals("house 0")) {
      assertThat(me.get("address").asString()).isIn(life.acknowledged, life.tried);
    }
  }
}
