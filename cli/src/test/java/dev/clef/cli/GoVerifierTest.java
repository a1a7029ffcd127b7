package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Clef writes is read, proven and refused by an implementation nobody here wrote. */
class GoVerifierTest {

  private static final int ENTRY_BYTES = 75;

  @TempDir private Path folder = Path.of("");
  private GoVerifier go;
  private TestLog log;

  GoVerifierTest() {}

  @BeforeEach
  void a_log_with_tiles_of_two_levels() throws Exception {
    go = GoVerifier.in(Files.createDirectory(folder.resolve("go")));
    log = new TestLog(folder.resolve("log"), 70_000);
  }

  @Test
  void a_log_is_whole_and_every_change_is_found() throws Exception {
    assertThat(go.verify(log.folder, TestLog.SIGNER.key()))
        .isEqualTo("OK " + TestLog.ORIGIN + " 70000");
    assertThat(go.verify(log.folder, TestLog.OTHER.key())).startsWith("FAILED: checkpoint");
    log.flip("tile/entries/001", 44 * ENTRY_BYTES + 20);
    assertThat(go.verify(log.folder, TestLog.SIGNER.key())).isEqualTo("FAILED: entry 300");
    log.flip("tile/entries/001", 44 * ENTRY_BYTES + 20);
    log.flip("tile/1/000", 5);
    assertThat(go.verify(log.folder, TestLog.SIGNER.key())).isEqualTo("FAILED: tile 1/0");
    log.flip("tile/1/000", 5);
    log.flip("checkpoint", TestLog.ORIGIN.length() + 1);
    assertThat(go.verify(log.folder, TestLog.SIGNER.key())).startsWith("FAILED: checkpoint");
  }

  @Test
  void what_go_finds_clef_finds_too() throws Exception {
    for (String file :
        new String[] {"tile/entries/001", "tile/0/002", "tile/1/000", "checkpoint"}) {
      log.flip(file, 40);
      assertThat(go.verify(log.folder, TestLog.SIGNER.key())).as(file).startsWith("FAILED");
      assertThat(Ran.clef("verify", log.folder, "--key", TestLog.SIGNER.key()).exitCode())
          .as(file)
          .isEqualTo(Main.FAILED);
      log.flip(file, 40);
    }
    assertThat(Ran.clef("verify", log.folder, "--key", TestLog.SIGNER.key()).exitCode()).isZero();
  }
}
