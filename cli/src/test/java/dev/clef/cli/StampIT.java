package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Time-stamps of the built-in authority of a running server, copied and checked elsewhere. */
class StampIT {

  @TempDir private Path folder = Path.of("");

  StampIT() {}

  @Test
  void time_stamps_of_a_running_server_are_exported_and_hold() throws Exception {
    RunningServer server = RunningServer.shared();
    Path copy = folder.resolve("copy");
    long end = System.nanoTime() + 20_000_000_000L;
    List<Path> tokens = List.of();
    while (tokens.isEmpty()) {
      assertThat(System.nanoTime()).as("no time-stamp came").isLessThan(end);
      Ran export =
          Ran.clef(
              "log",
              "export",
              copy,
              "--server",
              "https://localhost:" + server.port,
              "--data",
              server.data);
      assertThat(export.exitCode()).as(export.err()).isZero();
      tokens = files(copy.resolve("timestamps"), ".tsr");
      Thread.sleep(200);
    }
    Ran verified = Ran.clef("verify", copy);
    assertThat(verified.exitCode()).as(verified.err()).isZero();
    assertThat(verified.out())
        .contains("issued by this Clef itself, proves nothing to strangers", "timestamps trial");
    Ran inPlace = Ran.clef("verify", server.url() + "/log", "--data", server.data);
    assertThat(inPlace.exitCode()).as(inPlace.err()).isZero();
    assertThat(inPlace.out()).contains("proves nothing to strangers");

    Path chain = files(copy.resolve("timestamps/authority"), ".pem").getFirst();
    assertThat(Ran.clef("verify", copy, "--tsa-ca", chain).out())
        .containsPattern("timestamps trusted +" + tokens.size());
    OpensslStamps.required();
    String token = tokens.getFirst().toString();
    new OpensslStamps(folder)
        .run(
            "ts",
            "-verify",
            "-data",
            token.replace(".tsr", ".txt"),
            "-in",
            token,
            "-CAfile",
            chain.toString());
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(ending))
          .map(Path::toAbsolutePath)
          .sorted()
          .toList();
    }
  }
}
