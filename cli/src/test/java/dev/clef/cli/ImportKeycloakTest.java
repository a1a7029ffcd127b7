package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command against a server that can be told to fail. */
class ImportKeycloakTest {

  @TempDir private Path folder = Path.of("");
  private Path data = Path.of("");

  ImportKeycloakTest() {}

  @BeforeEach
  void a_data_folder_with_a_token() throws IOException {
    data = folder.resolve("data");
    Files.createDirectories(data.resolve("secrets"));
    Files.writeString(data.resolve("secrets/operator-token"), FakeImports.TOKEN + "\n");
  }

  private Path export(int users) throws IOException {
    return GeneratedExport.write(folder.resolve("export.json"), "r", users);
  }

  private Ran run(FakeImports server, Object... more) {
    List<Object> words =
        new java.util.ArrayList<>(
            List.of("import", "keycloak", "--server", server.url(), "--data", data));
    words.addAll(List.of(more));
    return Ran.clef(words.toArray());
  }

  @Test
  void records_arrive_in_order_and_in_batches() throws IOException {
    try (FakeImports server = new FakeImports()) {
      Path file = export(1201);
      Ran ran = run(server, file, "--batch", 500);
      assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
      assertThat(server.firsts).containsExactly(0L, 500L, 1000L);
      assertThat(server.people).isEqualTo(1201);
      assertThat(server.finished).isTrue();
      assertThat(ran.out()).contains("Imported: 1,201 records");
    }
  }

  @Test
  void a_connection_that_breaks_is_tried_again_and_nothing_is_sent_twice() throws IOException {
    try (FakeImports server = new FakeImports()) {
      server.troubles.add(FakeImports.Trouble.UNAVAILABLE);
      server.troubles.add(FakeImports.Trouble.CUT_BEFORE);
      server.troubles.add(FakeImports.Trouble.CUT_AFTER);
      Path file = export(100);
      Ran ran = run(server, file, "--batch", 50);
      assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
      assertThat(server.people).isEqualTo(100);
    }
  }

  @Test
  void a_server_that_stays_away_ends_it_with_what_is_committed() throws IOException {
    try (FakeImports server = new FakeImports()) {
      server.awayFrom = 50;
      KeycloakFile file = KeycloakFile.read(export(100));
      ImportServer to =
          ImportServer.at(
              HttpClient.newHttpClient(),
              server.url(),
              FakeImports.TOKEN,
              new Retries(Duration.ofMillis(200), Duration.ofMillis(50), System::nanoTime));
      ImportProgress progress =
          new ImportProgress(
              new java.io.PrintWriter(java.io.Writer.nullWriter()), false, 1, System::nanoTime);
      ImportResult result = new ImportRun(to, file, 50, false, progress, Clock.systemUTC()).run();
      assertThat(result.records()).isEqualTo(50);
      assertThat(server.finished).isFalse();
      assertThat(result.stop())
          .hasValueSatisfying(stop -> {
            assertThat(stop.exitCode()).isEqualTo(Main.ENVIRONMENT);
            assertThat(stop.sentence(result))
                .contains("busy", "the 50 records before are committed", "run the same command");
          });
    }
  }

  @Test
  void an_interrupted_import_goes_on_where_it_stopped() throws IOException {
    try (FakeImports server = new FakeImports()) {
      server.position = 70;
      Path file = export(100);
      Path report = folder.resolve("report.json");
      Ran ran = run(server, file, "--batch", 20, "--report", report);
      assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
      assertThat(server.firsts).containsExactly(70L, 90L);
      assertThat(ran.out()).contains("resumed at", "record 70");
      assertThat(Files.readString(report)).contains("\"resumed_at\" : 70");
    }
  }

  @Test
  void a_refusal_is_told_by_its_code_and_is_no_environment_problem() throws IOException {
    try (FakeImports server = new FakeImports()) {
      server.troubles.add(FakeImports.Trouble.REFUSE);
      Path file = export(10);
      Ran ran = run(server, file);
      assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
      assertThat(ran.err()).contains("malformed_json").hasLineCount(1);
    }
  }

  @Test
  void what_is_missing_is_one_line_and_code_3() throws IOException {
    Path file = export(1);
    try (FakeImports server = new FakeImports()) {
      assertThat(run(server, folder.resolve("none.json"))).matches(environment("no such file"));
      assertThat(run(server, file, "--report", folder.resolve("no/r.json")))
          .matches(environment("the report cannot be written"));
      Files.writeString(data.resolve("secrets/operator-token"), "another");
      assertThat(run(server, file)).matches(environment("does not accept the operator token"));
      Files.delete(data.resolve("secrets/operator-token"));
      assertThat(run(server, file)).matches(environment("no operator token at"));
      assertThat(server.people).isZero();
    }
  }

  @Test
  void a_server_that_is_not_running_is_one_line_and_code_3() throws IOException {
    String url;
    try (FakeImports server = new FakeImports()) {
      url = server.url();
    }
    Ran ran = Ran.clef("import", "keycloak", export(1), "--server", url, "--data", data);
    assertThat(ran).matches(environment("no server answers at " + url));
  }

  private static java.util.function.Predicate<Ran> environment(String words) {
    return ran ->
        ran.exitCode() == Main.ENVIRONMENT
            && ran.err().startsWith("clef: ")
            && ran.err().contains(words)
            && ran.err().lines().count() == 1;
  }

  @Test
  void a_wrong_command_line_is_code_2() throws IOException {
    Path file = export(1);
    assertThat(Ran.clef("import").exitCode()).isEqualTo(Main.USAGE);
    assertThat(Ran.clef("import", "keycloak").exitCode()).isEqualTo(Main.USAGE);
    assertThat(Ran.clef("import", "keycloak", folder).exitCode()).isEqualTo(Main.USAGE);
    for (int batch : new int[] {0, 2001}) {
      assertThat(Ran.clef("import", "keycloak", file, "--batch", batch).exitCode())
          .isEqualTo(Main.USAGE);
    }
  }

  @Test
  void a_file_that_names_no_realm_is_not_begun() throws IOException {
    try (FakeImports server = new FakeImports()) {
      for (String json : List.of("{\"users\":[{}]}", "", "{\"users\":[{}],", "[]")) {
        Path file = Files.writeString(folder.resolve("bad.json"), json);
        Ran ran = run(server, file);
        assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
        assertThat(ran.err()).contains("realm", "nothing was imported").hasLineCount(1);
      }
      assertThat(server.opened).isZero();
    }
  }
}
