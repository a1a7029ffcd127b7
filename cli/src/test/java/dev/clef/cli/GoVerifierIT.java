package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log of a running server, exported and checked by an implementation nobody here wrote. */
class GoVerifierIT {

  @TempDir private Path folder = Path.of("");

  GoVerifierIT() {}

  @Test
  void an_exported_log_is_whole() throws Exception {
    GoVerifier go = GoVerifier.in(Files.createDirectory(folder.resolve("go")));
    RunningServer server = RunningServer.shared();
    Path log = folder.resolve("log");
    Ran exported = Ran.clef("log", "export", log, "--server", server.url(), "--data", server.data);
    assertThat(exported.exitCode()).as(exported.err()).isZero();
    String key = Files.readString(log.resolve(LogKey.FILE)).strip();
    assertThat(go.verify(log, key)).matches("OK \\S+ \\d+");
  }
}
