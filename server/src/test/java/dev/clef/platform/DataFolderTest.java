package dev.clef.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may see what is on the disk, and how many processes may have it. */
class DataFolderTest {

  @TempDir private Path temp;

  @Test
  void everything_it_makes_is_for_its_owner_alone() throws Exception {
    DataFolder folder = new DataFolder(temp.resolve("clef"));
    String secret = folder.secret("a-password", () -> "s3cret");
    for (Path made :
        new Path[] {
          folder.root(), folder.secrets(), folder.tls(), folder.log(), folder.postgres()
        }) {
      assertThat(mode(made)).isEqualTo("rwx------");
    }
    assertThat(secret).isEqualTo("s3cret");
    assertThat(mode(folder.secrets().resolve("a-password"))).isEqualTo("rw-------");
  }

  @Test
  void a_folder_open_to_others_is_refused_by_name() throws Exception {
    for (String open : new String[] {"rwxr-x---", "rwx-----x", "rwx----w-"}) {
      Path root = Files.createDirectory(temp.resolve(open));
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString(open));
      assertThatThrownBy(() -> new DataFolder(root))
          .isInstanceOf(StartRefused.class)
          .hasMessageContaining(root.toString())
          .hasMessageContaining("chmod go=");
    }
  }

  @Test
  void a_folder_of_somebody_else_is_refused() throws Exception {
    Path root = new DataFolder(temp.resolve("clef")).root();
    boolean isRoot = Integer.valueOf(0).equals(Files.getAttribute(root, "unix:uid"));
    assumeTrue(isRoot, "skipped: only root can give a folder away");
    Files.setAttribute(root, "unix:uid", 65_534);
    assertThatThrownBy(() -> new DataFolder(root))
        .isInstanceOf(StartRefused.class)
        .hasMessageContaining("belongs to");
  }

  @Test
  void a_secret_that_others_may_read_is_refused() throws Exception {
    DataFolder folder = new DataFolder(temp.resolve("clef"));
    folder.secret("a-password", () -> "s3cret");
    Path file = folder.secrets().resolve("a-password");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> folder.secret("a-password", () -> "other"))
        .isInstanceOf(StartRefused.class)
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void a_secret_is_made_once_and_kept() {
    DataFolder folder = new DataFolder(temp.resolve("clef"));
    AtomicInteger made = new AtomicInteger();
    String first = folder.secret("token", () -> "t" + made.incrementAndGet());
    assertThat(new DataFolder(folder.root()).secret("token", () -> "t" + made.incrementAndGet()))
        .isEqualTo(first);
    assertThat(made).hasValue(1);
  }

  @Test
  void a_write_replaces_the_whole_file_and_leaves_no_draft() throws Exception {
    DataFolder folder = new DataFolder(temp.resolve("clef"));
    Path file = folder.tls().resolve("cert.pem");
    folder.write(file, "a longer first text".getBytes(StandardCharsets.UTF_8));
    folder.write(file, "second".getBytes(StandardCharsets.UTF_8));
    assertThat(file).hasContent("second");
    try (var left = Files.list(folder.tls())) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void a_second_holder_is_refused_and_told_who_the_first_is() {
    DataFolder folder = new DataFolder(temp.resolve("clef"));
    try (DataFolderLock _ = folder.lock()) {
      assertThatThrownBy(folder::lock)
          .isInstanceOf(StartRefused.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
    folder.lock().close();
  }

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
