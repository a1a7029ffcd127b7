package dev.clef.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;

/** Files and folders that are their owner's alone and replace nothing. */
final class OwnFile {

  private static final FileAttribute<Set<PosixFilePermission>> FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private OwnFile() {}

  /**
   * A file that only its owner may read, to be wiped by the caller.
   *
   * @throws CliException when others may, when it is empty or larger
   */
  static byte[] readSecret(Path file, int maxBytes) throws IOException {
    PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (posix == null) {
      throw CliException.environment(file + " is where files have no owner; put it elsewhere");
    }
    for (PosixFilePermission granted : posix.readAttributes().permissions()) {
      if (!granted.name().startsWith("OWNER_")) {
        throw CliException.environment(
            file + " may be used by others than its owner; first: chmod 600 " + file);
      }
    }
    return read(file, maxBytes);
  }

  /**
   * A file, to be wiped by the caller where it holds a secret.
   *
   * @throws CliException when it is empty or larger
   */
  static byte[] read(Path file, int maxBytes) throws IOException {
    if (Files.isDirectory(file)) {
      throw CliException.environment(file + " is a folder");
    }
    byte[] room = new byte[maxBytes + 1];
    try (InputStream in = Files.newInputStream(file)) {
      int length = in.readNBytes(room, 0, room.length);
      if (length == 0) {
        throw CliException.environment(file + " is empty");
      }
      if (length > maxBytes) {
        throw CliException.environment(file + " is larger than " + maxBytes + " bytes");
      }
      return Arrays.copyOf(room, length);
    } finally {
      Arrays.fill(room, (byte) 0);
    }
  }

  /**
   * Before anything is asked or done.
   *
   * @throws CliException when something is there
   */
  static void mustBeAbsent(Path path) {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw CliException.environment(path + " is there already; nothing is overwritten");
    }
  }

  /** A new folder, mode 700. */
  static void makeFolder(Path folder) throws IOException {
    try {
      Files.createDirectory(folder, FOLDER);
    } catch (FileAlreadyExistsException e) {
      throw CliException.environment(folder + " is there already; nothing is overwritten");
    }
  }

  /** A new file of these parts, mode 600, on the disk when this returns. */
  static void write(Path file, byte[]... parts) throws IOException {
    try (FileChannel out =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), FILE)) {
      for (byte[] part : parts) {
        ByteBuffer rest = ByteBuffer.wrap(part);
        while (rest.hasRemaining()) {
          out.write(rest);
        }
      }
      out.force(true);
    } catch (FileAlreadyExistsException e) {
      throw CliException.environment(file + " is there already; nothing is overwritten");
    }
  }
}
