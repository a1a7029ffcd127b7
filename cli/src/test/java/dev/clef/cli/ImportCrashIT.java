package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The server dies in the middle of an import and comes back. */
class ImportCrashIT {

  private static final int USERS = 4000;

  @TempDir private Path folder = Path.of("");

  ImportCrashIT() {}

  @Test
  void a_kill_in_the_middle_of_an_import_loses_nobody_and_doubles_nobody() throws Exception {
    RunningServer server = RunningServer.shared();
    Path file = GeneratedExport.write(folder.resolve("crash.json"), "crash", USERS);
    Path report = folder.resolve("report.json");
    survives(server, report, () -> server.load(file, "--batch", 50, "--report", report));
  }

  @Test
  void nor_does_a_kill_in_the_middle_of_a_csv_file() throws Exception {
    RunningServer server = RunningServer.shared();
    Path file = GeneratedCsv.write(folder.resolve("crash.csv"), "csvcrash", USERS);
    Path map = GeneratedCsv.map(folder.resolve("map.json"), "csvcrash");
    Path report = folder.resolve("report.json");
    survives(server, report, () -> server.loadCsv(file, map, "--batch", 50, "--report", report));
  }

  private static void survives(RunningServer server, Path report, Callable<Ran> load)
      throws Exception {
    try (ExecutorService background = Executors.newSingleThreadExecutor()) {
      Future<Ran> running = background.submit(load);
      awaitPosition(server, 500);
      server.kill();
      assertThat(running.isDone()).isFalse();
      server.restart();
      Ran ran = running.get();
      assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    }
    JsonNode first = Json.MAPPER.readTree(Files.readString(report));
    assertThat(first.path("records").asInt()).isEqualTo(USERS);
    assertThat(first.at("/outcomes/created").asInt()).isEqualTo(USERS);
    assertThat(first.at("/outcomes/rejected").asInt()).isZero();

    Ran again = load.call();
    assertThat(again.exitCode()).as(again.err()).isEqualTo(Main.OK);
    JsonNode second = Json.MAPPER.readTree(Files.readString(report));
    assertThat(second.at("/outcomes/unchanged").asInt()).isEqualTo(USERS);
    assertThat(second.at("/outcomes/created").asInt()).isZero();

    Ran verified = Ran.clef("verify", server.url() + "/log", "--data", server.data);
    assertThat(verified.exitCode()).as(verified.out() + verified.err()).isEqualTo(Main.OK);
  }

  private static void awaitPosition(RunningServer server, long position)
      throws IOException, InterruptedException {
    Api api = new Api(server);
    long at = 0;
    while (at < position) {
      Thread.sleep(50);
      JsonNode newest = api.operator(server, "/api/v1/imports").body().at("/imports/0");
      at = newest.path("finished_at").isMissingNode() ? newest.path("position").asLong() : 0;
    }
  }
}
