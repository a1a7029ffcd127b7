package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.ledger.AddCheckpoint;
import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.SignedNote;
import dev.clef.ledger.VerifierKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server and a real {@code clef witness}, and a second server that went another way. */
class WitnessIT {

  private static final long PATIENCE_NANOS = 90_000_000_000L;

  @TempDir private Path folder = Path.of("");

  @Test
  void the_log_is_cosigned_and_its_fork_is_not() throws Exception {
    Path home = folder.resolve("home");
    Files.createDirectory(home);
    RunningServer before = RunningServer.own(home);
    List<VerifierKey> log =
        new Api(before)
            .get("/log/keys", Optional.empty())
            .body()
            .get("keys")
            .valueStream()
            .map(key -> VerifierKey.parse(key.get("vkey").asString()))
            .toList();
    before.stop();
    try (WitnessProcess witness = WitnessProcess.start(folder, "w1", 0, log)) {
      Path policy = folder.resolve("policy");
      Files.writeString(
          policy,
          "log %s\nwitness ed %s %s\nwitness ml %s %s\ngroup both all ed ml\nquorum both\n"
              .formatted(
                  log.getFirst(),
                  witness.keys.get(0),
                  witness.url,
                  witness.keys.get(1),
                  witness.url));
      String setting = "--clef.audit.witnesses.policy=" + policy;
      RunningServer server = RunningServer.own(home, setting);
      knock(server);
      long size = standing(server, policy);
      server.stop();

      // Two data folders from one copy: each goes on, and the witness saw only one of them.
      Path copy = folder.resolve("copy");
      assertThat(new ProcessBuilder("cp", "-a", home.toString(), copy.toString()).start().waitFor())
          .isZero();
      server = RunningServer.own(home, setting);
      knock(server);
      knock(server);
      long further = cosigned(server, policy, size + 2);
      server.stop();

      RunningServer fork = RunningServer.own(copy, setting);
      try {
        long copied = published(fork); // an entry more may have come before the copy was made
        assertThat(copied).isBetween(size, further - 1);
        await(() -> Files.readString(fork.log).contains("has another history of this log"));
        for (int i = 0; i < 20; i++) {
          knock(fork); // serves all the same
        }
        await(() -> health(fork, "/actuator/health").contains("\"DEGRADED\""));
        assertThat(health(fork, "/actuator/health/readiness")).contains("\"UP\"");
        await(() -> health(fork, "/actuator/prometheus").contains("clef_log_fork 1.0"));
        assertThat(cosigned(fork, policy, 1))
            .as("what is published stands still")
            .isEqualTo(copied);
        String shown = AddCheckpoint.monitoringPath(log.getFirst().name());
        assertThat(sizeOf(witness.get(shown).body())).as("of the other one").isEqualTo(further);
      } finally {
        fork.stop();
      }
    }
  }

  /** Leaves an entry in the log. */
  private static void knock(RunningServer server) throws IOException {
    assertThat(new Api(server).signIn("nobody", "not a password", Optional.empty()).status())
        .isEqualTo(401);
  }

  /** The size of the published checkpoint, once that is cosigned and has so many entries. */
  private static long cosigned(RunningServer server, Path policy, long least) throws Exception {
    await(() ->
        published(server) >= least
            && Ran.clef("verify", server.url() + "/log", "--data", server.data, "--policy", policy)
                    .exitCode()
                == Main.OK);
    return published(server);
  }

  /** Likewise, once nothing has come for longer than an entry waits for its checkpoint. */
  private static long standing(RunningServer server, Path policy) throws Exception {
    long size = cosigned(server, policy, 1);
    for (long before = 0; before != size; ) {
      before = size;
      Thread.sleep(3_000);
      size = cosigned(server, policy, before);
    }
    return size;
  }

  /** 0 before the first. */
  private static long published(RunningServer server) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        server
            .client()
            .send(
                HttpRequest.newBuilder(URI.create(server.url() + "/log/checkpoint")).build(),
                BodyHandlers.ofString());
    return answer.statusCode() == 200 ? sizeOf(answer.body()) : 0;
  }

  private static long sizeOf(String note) {
    return Checkpoint.parse(SignedNote.parse(note).text()).size();
  }

  private static String health(RunningServer server, String path)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.managementPort + path))
                  .build(),
              BodyHandlers.ofString())
          .body();
    }
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      Thread.sleep(200);
    }
  }
}
