package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.ledger.LogVerdict;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import dev.clef.testing.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** kill -9 of the whole server while people register, correct their data and are erased. */
class CrashTest {

  private static final int KILLS = 4;
  private static final int WORKERS = 4;

  /** A slow machine gets as many lives as a fast one: the kill waits for them, not for a clock. */
  private static final int LIVES_A_RUN = 3;

  private static final String[] SETTINGS = {
    "--clef.identity.sign-in-floor=0ms",
    "--clef.identity.orphan-after=1s",
    "--clef.passwords.memory-kib=7168",
    "--clef.passwords.iterations=5"
  };

  private final Path folder = ServerProcess.newFolder();
  private final Queue<Life> lives = new ConcurrentLinkedQueue<>();

  @AfterEach
  void remove() {
    ServerProcess.discard(folder);
  }

  /** What somebody tried, and what the server acknowledged before it died. */
  private static final class Life {
    final Listener listener;
    volatile boolean registered;
    int tried;
    int acknowledged;
    boolean erasureTried;
    boolean erased;

    Life(Listener listener) {
      this.listener = listener;
    }

    /** The user name after correction {@code n}. */
    Listener renamed(int n) {
      return n == 0 ? listener : listener.with("username", listener.name() + "-" + n);
    }
  }

  @Test
  void nothing_acknowledged_is_lost_and_nothing_is_half_done() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int kill = 0; kill < KILLS; kill++) {
      ServerProcess server = ServerProcess.start(folder, SETTINGS);
      List<Thread> workers = new ArrayList<>();
      for (int i = 0; i < WORKERS; i++) {
        workers.add(Thread.startVirtualThread(() -> liveUntilTheEnd(server.port())));
      }
      int enough = LIVES_A_RUN * (kill + 1);
      Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> registered() >= enough);
      Thread.sleep(random.nextInt(1500));
      server.kill();
      for (Thread worker : workers) {
        worker.join();
      }
    }
    try (ServerProcess server = ServerProcess.start(folder, SETTINGS)) {
      Awaitility.await().atMost(Duration.ofSeconds(45)).until(() -> isSettled(server));
      lives.forEach(life -> check(life, server.client()));
      assertThat(Running.verifyLog(server.client())).isInstanceOf(LogVerdict.Verified.class);
    }
    System.out.printf(
        "Crashes: %d kills, %d lives, %d registered, %d corrections, %d erased%n",
        KILLS,
        lives.size(),
        registered(),
        lives.stream().mapToInt(life -> life.acknowledged).sum(),
        lives.stream().filter(life -> life.erased).count());
  }

  private long registered() {
    return lives.stream().filter(life -> life.registered).count();
  }

  private void liveUntilTheEnd(int port) {
    try {
      while (true) {
        Life life = new Life(Listener.some());
        lives.add(life);
        live(life, Client.at(port));
      }
    } catch (IOException killed) {
      return;
    }
  }

  private static void live(Life life, Client browser) throws IOException {
    life.registered =
        send(browser, "POST", "/api/v1/accounts", life.listener.fields()).status() == 201;
    assertThat(life.registered).isTrue();
    signIn(life.listener, browser);
    for (int n = 1; n <= 3; n++) {
      life.tried = n;
      Map<String, String> correction =
          Map.of(
              "username", life.renamed(n).name(),
              "given_name", "number " + n,
              "address", "house " + n);
      Answer answer = send(browser, "PATCH", "/api/v1/me", correction);
      assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
      life.acknowledged = n;
    }
    if (life.listener.name().hashCode() % 2 == 0) {
      life.erasureTried = true;
      Answer answer =
          send(browser, "DELETE", "/api/v1/me", Map.of("password", life.listener.password()));
      assertThat(answer.status()).as(answer.toString()).isIn(200, 202);
      life.erased = true;
    }
  }

  private static Answer signIn(Listener listener, Client browser) throws IOException {
    return send(
        browser,
        "POST",
        "/api/v1/sign-in",
        Map.of("name", listener.name(), "password", listener.password()));
  }

  private static Answer send(Client browser, String method, String path, Object body)
      throws IOException {
    return browser.trySend(method, path, Client.JSON.writeValueAsBytes(body));
  }

  /** Whether erasures, interrupted writes and orphans have all been taken up. */
  private static boolean isSettled(ServerProcess server) throws SQLException {
    return count(server, "data", "select count(*) from rights.erasure where state <> 'entered'")
            == 0
        && count(server, "keys", "select count(*) from keys.version_head where pending is not null")
            == 0
        && count(server, "keys", "select count(*) from keys.person_key where not confirmed") == 0;
  }

  private static long count(ServerProcess server, String cluster, String sql) throws SQLException {
    try (var connection = server.superuser(cluster);
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void check(Life life, Client browser) {
    int found = -1;
    for (int n = 0; n <= life.tried; n++) {
      Answer answer = life.renamed(n).signIn(browser);
      assertThat(answer.status()).as(answer.toString()).isIn(200, 401);
      if (answer.status() == 200) {
        assertThat(found).as("two names of one person").isEqualTo(-1);
        found = n;
      }
    }
    if (found == -1) {
      assertThat(life.registered && !life.erasureTried)
          .as("lost: " + life.listener.name())
          .isFalse();
      life.listener.registered(browser);
      return;
    }
    assertThat(life.erased).as("not erased").isFalse();
    assertThat(found).isBetween(life.acknowledged, life.tried);
    var me = browser.get("/api/v1/me").json();
    String given = found == 0 ? life.listener.field("given_name") : "number " + found;
    assertThat(me.get("username").asString()).isEqualTo(life.renamed(found).name());
    assertThat(me.get("given_name").asString()).isEqualTo(given);
    assertThat(me.get("email").asString()).isEqualTo(life.listener.field("email"));
    for (int n = 0; n <= life.tried; n++) {
      if (n != found) {
        life.renamed(n).registered(browser);
      }
    }
  }
}
