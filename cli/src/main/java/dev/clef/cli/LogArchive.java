package dev.clef.cli;

import dev.clef.ledger.LogSource;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A log that came as a tar, gzipped or not, unpacked into a folder that goes when this is closed.
 * Only files of a log are taken out of it, to places of their own.
 *
 * @param folder in the layout of tlog-tiles
 */
record LogArchive(Path folder) implements AutoCloseable {

  /** More than the largest bundle there can be: 256 entries of 64 KiB. */
  private static final int MAX_FILE_BYTES = 1 << 25;

  private static final int GZIP = 0x1f8b;
  private static final int MAGIC_AT = 257;
  private static final byte[] MAGIC = {'u', 's', 't', 'a', 'r'};

  /** Below whatever folder the archive was made of. */
  private static final Pattern WANTED =
      Pattern.compile(
          "(?:|.*/)(checkpoint|key|log\\.vkey|tile/[0-9a-z]+/[0-9a-z./]+|timestamps/[0-9a-z./]+)");

  /** Whether the file is an archive, by its first bytes. */
  static boolean isOne(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(MAGIC_AT + MAGIC.length);
      return isGzip(start) || isTar(start);
    }
  }

  private static boolean isGzip(byte[] start) {
    return start.length > 2 && ((start[0] & 0xff) << 8 | (start[1] & 0xff)) == GZIP;
  }

  private static boolean isTar(byte[] start) {
    for (int i = 0; i < MAGIC.length; i++) {
      if (start.length <= MAGIC_AT + i || start[MAGIC_AT + i] != MAGIC[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Unpacks.
   *
   * @throws CliException when it is damaged or holds no log
   */
  static LogArchive unpacked(Path file) throws IOException {
    LogArchive archive = new LogArchive(Files.createTempDirectory("clef-log"));
    try {
      archive.unpack(file);
      return archive;
    } catch (CliException e) {
      archive.close();
      throw e;
    } catch (IOException | IllegalArgumentException damaged) {
      archive.close();
      throw CliException.failed(file + " cannot be unpacked: " + damaged.getMessage());
    }
  }

  private void unpack(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
        TarArchiveInputStream tar = new TarArchiveInputStream(plain(in))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Matcher name = WANTED.matcher(entry.getName());
        if (entry.isFile() && name.matches() && !name.group(1).contains("..")) {
          write(name.group(1), tar);
        }
      }
    }
    if (!Files.exists(folder.resolve(LogSource.CHECKPOINT))) {
      throw CliException.failed(file + " holds no log: there is no checkpoint in it");
    }
  }

  private static InputStream plain(InputStream in) throws IOException {
    in.mark(2);
    boolean gzip = isGzip(in.readNBytes(3));
    in.reset();
    return gzip ? new GZIPInputStream(in) : in;
  }

  /** Two files of one name would leave open which of them was checked. */
  private void write(String name, InputStream content) throws IOException {
    Path to = folder.resolve(name).normalize();
    byte[] bytes = content.readNBytes(MAX_FILE_BYTES);
    if (bytes.length == MAX_FILE_BYTES) {
      throw CliException.failed(name + " is larger than anything in a log");
    }
    if (Files.exists(to)) {
      throw CliException.failed("the archive has two files called " + name);
    }
    Files.createDirectories(to.resolve("..").normalize());
    Files.write(to, bytes);
  }

  @Override
  public void close() throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
