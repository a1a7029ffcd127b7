package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that came as a tar. */
class LogArchiveTest {

  private static final int ENTRY_BYTES = 75;

  @TempDir private Path folder = Path.of("");
  private TestLog log;

  LogArchiveTest() {}

  @BeforeEach
  void a_log_of_600_entries() throws IOException {
    log = new TestLog(folder.resolve("log"), 600);
  }

  @Test
  void a_tar_is_checked_like_the_folder_it_was_made_of() throws Exception {
    int unpacked = leftovers();
    for (String[] how : new String[][] {{"-cf", "log"}, {"-czf", "log"}, {"-cf", "./log"}}) {
      Path tar = tar(how[0], how[1]);
      Ran ran = verify(tar);
      assertThat(ran.exitCode()).as(ran.err()).isZero();
      assertThat(ran.out()).startsWith("The log is whole.").contains("600");
    }
    log.flip("tile/entries/001", 44 * ENTRY_BYTES + 20);
    Ran ran = verify(tar("-czf", "log"));
    assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
    assertThat(ran.err()).startsWith("FAILED: entry 300 ");
    assertThat(leftovers()).isEqualTo(unpacked);
  }

  @Test
  void a_tar_without_a_log_and_a_damaged_one_are_named() throws Exception {
    assertThat(verify(tar("-cf", "log/tile")).err()).contains("there is no checkpoint in it");
    Path damaged = tar("-czf", "log");
    byte[] bytes = Files.readAllBytes(damaged);
    Files.write(damaged, Arrays.copyOf(bytes, bytes.length / 2));
    Ran ran = verify(damaged);
    assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
    assertThat(ran.err()).contains("cannot be unpacked");
  }

  @Test
  void nothing_is_written_outside_and_no_name_comes_twice() throws Exception {
    Path evil = folder.resolve("evil.tar");
    write(evil, List.of("log/checkpoint", "log/tile/0/../../../../evil", "tile/0/000", "/etc/key"));
    assertThat(verify(evil).exitCode()).isEqualTo(Main.FAILED);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("log", "evil.tar");
    }
    write(evil, List.of("log/checkpoint", "checkpoint"));
    assertThat(verify(evil).err()).contains("two files called checkpoint");
  }

  private void write(Path file, List<String> names) throws IOException {
    byte[] note = Files.readAllBytes(log.folder.resolve("checkpoint"));
    try (OutputStream out = Files.newOutputStream(file);
        TarArchiveOutputStream tar =
            new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name())) {
      for (String name : names) {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(note.length);
        tar.putArchiveEntry(entry);
        tar.write(note);
        tar.closeArchiveEntry();
      }
    }
  }

  private Path tar(String how, String what) throws Exception {
    Path file = folder.resolve("log.tar");
    List<String> command = new ArrayList<>(List.of("tar", how, file.toString()));
    command.addAll(List.of("-C", folder.toString(), what));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    return file;
  }

  private static Ran verify(Path file) {
    return Ran.clef("verify", file, "--key", TestLog.SIGNER.key());
  }

  /** Folders in which archives were unpacked. */
  private static int leftovers() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return (int)
          files.filter(file -> file.getFileName().toString().startsWith("clef-log")).count();
    }
  }
}
