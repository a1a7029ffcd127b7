package dev.clef.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The folder that holds everything Clef keeps on this machine, for its owner's eyes only.
 *
 * <p>Making the record makes the folder (0700) where it is absent, and refuses one that others may
 * enter or that belongs to somebody else. Holding it exclusively is a second step: {@link #lock()}.
 *
 * @param root the absolute real path
 */
public record DataFolder(Path root) {

  private static final Set<PosixFilePermission> OWNER_FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final FileAttribute<?> AS_OWNER_FOLDER =
      PosixFilePermissions.asFileAttribute(OWNER_FOLDER);
  private static final FileAttribute<?> AS_OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /**
   * Makes or checks the folder.
   *
   * @throws StartRefused when it is open to others, not ours, or cannot be made
   */
  public DataFolder {
    root = ownedByUsAlone(root.toAbsolutePath().normalize());
  }

  /** The unpacked PostgreSQL programs. */
  public Path postgres() {
    return folder("postgres");
  }

  /** Where a cluster lives; made by initdb, not here. */
  public Path cluster(String name) {
    return root.resolve(name);
  }

  /** Passwords and keys; every file 0600. */
  public Path secrets() {
    return folder("secrets");
  }

  /** Certificate and key of the web server. */
  public Path tls() {
    return folder("tls");
  }

  /** Logs of helper processes. */
  public Path log() {
    return folder("log");
  }

  /** Takes the folder for this process, or refuses when another process has it. */
  public DataFolderLock lock() {
    return DataFolderLock.take(root.resolve("clef.lock"));
  }

  /**
   * The secret of this name, made by {@code fresh} and kept at the first call.
   *
   * @throws StartRefused when others may read the file
   */
  public String secret(String name, Supplier<String> fresh) {
    Path file = secrets().resolve(name);
    try {
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        write(file, fresh.get().getBytes(StandardCharsets.UTF_8));
      }
      refuseWhenOpen(file);
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new StartRefused("The secret file " + file + " cannot be read or made.", e);
    }
  }

  /**
   * Replaces a small file in whole: after a crash it holds the old bytes or the new ones, never a
   * mixture, and nobody but its owner can read it at any moment.
   */
  public void write(Path file, byte[] bytes) {
    Path folder = folderOf(file);
    try {
      Path draft = Files.createTempFile(folder, "." + file.getFileName(), ".tmp", AS_OWNER_FILE);
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      syncFolder(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes renames inside a folder durable: POSIX wants an fsync of the folder itself. */
  public static void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static Path folderOf(Path file) {
    Path parent = file.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("not inside a folder: " + file);
    }
    return parent;
  }

  private Path folder(String name) {
    Path folder = root.resolve(name);
    try {
      // Not create-if-absent: the two clusters start side by side and may both come here.
      Files.createDirectories(folder, AS_OWNER_FOLDER);
      refuseWhenOpen(folder);
      return folder;
    } catch (IOException e) {
      throw new StartRefused("The folder " + folder + " cannot be made.", e);
    }
  }

  private static Path ownedByUsAlone(Path wanted) {
    try {
      if (!Files.exists(wanted)) {
        Path parent = wanted.getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        Files.createDirectory(wanted, AS_OWNER_FOLDER);
      }
      Path root = wanted.toRealPath();
      refuseWhenOpen(root);
      refuseWhenForeign(root);
      return root;
    } catch (UnsupportedOperationException e) {
      throw new StartRefused(
          "The data folder " + wanted + " is on a file system without POSIX permissions.", e);
    } catch (IOException e) {
      throw new StartRefused(
          "The data folder " + wanted + " cannot be used. Set CLEF_DATA to a folder you own.", e);
    }
  }

  private static void refuseWhenOpen(Path path) throws IOException {
    Set<PosixFilePermission> allowed = Files.getPosixFilePermissions(path);
    if (!OWNER_FOLDER.containsAll(allowed)) {
      throw new StartRefused(
          "Others than its owner may use "
              + path
              + " ("
              + PosixFilePermissions.toString(allowed)
              + "). Close it first: chmod go= "
              + path);
    }
  }

  // The owner of a file we have just made is who we are, also where a name for it is missing.
  private static void refuseWhenForeign(Path root) throws IOException {
    Path probe = Files.createTempFile(root, ".owner", "", AS_OWNER_FILE);
    try {
      if (!Files.getOwner(root).equals(Files.getOwner(probe))) {
        throw new StartRefused(
            "The data folder " + root + " belongs to " + Files.getOwner(root).getName() + ".");
      }
    } finally {
      Files.delete(probe);
    }
  }
}
