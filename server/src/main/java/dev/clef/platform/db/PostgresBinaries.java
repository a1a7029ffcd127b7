package dev.clef.platform.db;

import dev.clef.platform.DataFolder;
import dev.clef.platform.StartRefused;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.springframework.util.FileSystemUtils;
import org.tukaani.xz.XZInputStream;

/**
 * The PostgreSQL programs for this machine, unpacked from the archive on the classpath.
 *
 * @param home the folder that has {@code bin}, {@code lib} and {@code share}
 */
record PostgresBinaries(Path home) {

  /** Unpacks into a sub-folder of {@code folder} named after the archive, once. */
  static PostgresBinaries unpack(Path folder) {
    URL archive = archive();
    try {
      Path home = folder.resolve(fingerprint(archive));
      if (!Files.isDirectory(home)) {
        try (InputStream in = archive.openStream()) {
          unpack(in, home);
        }
      }
      return new PostgresBinaries(home);
    } catch (IOException e) {
      throw new StartRefused("PostgreSQL cannot be unpacked into " + folder + ".", e);
    }
  }

  /**
   * Unpacks a {@code .tar.xz} so that {@code home} appears complete or not at all.
   *
   * @throws IOException also for an entry that would land outside {@code home}
   */
  static void unpack(InputStream archive, Path home) throws IOException {
    Path folder = home.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException("no folder to unpack into: " + home);
    }
    Path draft = Files.createTempDirectory(folder, ".unpack");
    try {
      try (TarArchiveInputStream tar =
          new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          place(entry, tar, draft);
        }
      }
      moveIntoPlace(draft, home);
    } finally {
      FileSystemUtils.deleteRecursively(draft);
    }
  }

  Path program(String name) {
    return home.resolve("bin").resolve(name);
  }

  private static void place(TarArchiveEntry entry, InputStream content, Path draft)
      throws IOException {
    Path target = draft.resolve(entry.getName()).normalize();
    if (!target.startsWith(draft) || (target.equals(draft) && !entry.isDirectory())) {
      throw new IOException("archive entry outside the folder: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Path parent = target.getParent();
    if (parent == null) {
      throw new IOException("archive entry without a folder: " + entry.getName());
    }
    // No link leads out of the draft (checked below), so neither do the folders made here.
    Files.createDirectories(parent);
    if (entry.isSymbolicLink()) {
      if (!parent.resolve(entry.getLinkName()).normalize().startsWith(draft)) {
        throw new IOException("archive link outside the folder: " + entry.getName());
      }
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
    } else if (entry.isFile() && !entry.isLink()) {
      Files.copy(content, target);
      boolean executable = (entry.getMode() & 0100) != 0;
      Files.setPosixFilePermissions(
          target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    } else {
      throw new IOException("archive entry of an unknown kind: " + entry.getName());
    }
  }

  // Two processes may unpack at once into a shared cache (tests): the slower one yields.
  private static void moveIntoPlace(Path draft, Path home) throws IOException {
    try {
      Files.move(draft, home, StandardCopyOption.ATOMIC_MOVE);
      DataFolder.syncFolder(home);
    } catch (IOException e) {
      if (!Files.isDirectory(home, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
    }
  }

  private static URL archive() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String system = os.contains("mac") ? "darwin" : "linux";
    List<String> machines =
        switch (System.getProperty("os.arch", "")) {
          case "amd64", "x86_64" -> List.of("x86_64");
          case "aarch64", "arm64" -> List.of("arm_64", "arm64v8", "aarch64");
          case String other -> List.of(other);
        };
    for (String machine : machines) {
      URL url = PostgresBinaries.class.getResource("/postgres-" + system + "-" + machine + ".txz");
      if (url != null) {
        return url;
      }
    }
    throw new StartRefused(
        "No PostgreSQL for %s on %s comes with this build. Give external ones: CLEF_DB_URL and CLEF_KEYS_DB_URL."
            .formatted(system, machines.getFirst()));
  }

  // The checksum in the directory of the jar changes with the version and costs no read.
  private static String fingerprint(URL archive) throws IOException {
    URLConnection connection = archive.openConnection();
    connection.setUseCaches(true);
    long mark =
        connection instanceof JarURLConnection jar && jar.getJarEntry() != null
            ? jar.getJarEntry().getCrc()
            : connection.getContentLengthLong();
    return "postgres-" + Long.toHexString(mark);
  }
}
