package dev.clef.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** The archive is ours, and still nothing in it may land elsewhere. */
class PostgresBinariesTest {

  @TempDir private Path temp;

  @Test
  void executable_bits_and_links_are_kept() throws Exception {
    Path home = temp.resolve("home");
    PostgresBinaries.unpack(
        archive(file("bin/run", 0755), file("lib/a.so.1", 0644), link("lib/a.so", "a.so.1")), home);
    assertThat(home.resolve("bin/run")).isExecutable();
    assertThat(Files.isExecutable(home.resolve("lib/a.so.1"))).isFalse();
    assertThat(Files.readSymbolicLink(home.resolve("lib/a.so"))).isEqualTo(Path.of("a.so.1"));
    assertThat(temp.toFile().list()).containsExactly("home");
  }

  @Test
  void entries_that_leave_the_folder_are_refused_and_nothing_is_left() throws Exception {
    for (TarArchiveEntry[] bad :
        new TarArchiveEntry[][] {
          {file("../out", 0644)},
          {file("bin/../../out", 0644)},
          {link("lib/out", "../../out")},
          {link("lib/out", "/etc")},
          {link("l", ".."), file("l/out", 0644)},
        }) {
      assertThatThrownBy(() -> PostgresBinaries.unpack(archive(bad), temp.resolve("home")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("outside the folder");
      assertThat(temp).isEmptyDirectory();
    }
  }

  @Test
  void a_broken_archive_leaves_nothing_behind() throws Exception {
    byte[] whole = archive(file("bin/run", 0755)).readAllBytes();
    InputStream cut = new ByteArrayInputStream(whole, 0, whole.length - 20);
    assertThatThrownBy(() -> PostgresBinaries.unpack(cut, temp.resolve("home")))
        .isInstanceOf(IOException.class);
    assertThat(temp).isEmptyDirectory();
  }

  private static TarArchiveEntry file(String name, int mode) {
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setMode(mode);
    entry.setSize(4);
    return entry;
  }

  private static TarArchiveEntry link(String name, String target) {
    TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
    entry.setLinkName(target);
    return entry;
  }

  private static InputStream archive(TarArchiveEntry... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new XZOutputStream(bytes, new LZMA2Options(1)))) {
      for (TarArchiveEntry entry : entries) {
        tar.putArchiveEntry(entry);
        if (!entry.isSymbolicLink()) {
          tar.write("text".getBytes(StandardCharsets.UTF_8));
        }
        tar.closeArchiveEntry();
      }
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }
}
