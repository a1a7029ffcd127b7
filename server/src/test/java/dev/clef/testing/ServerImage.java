package dev.clef.testing;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * What a server of the tests is started from: its class path, the folders of classes packed into
 * jars, and an archive of the classes it loads (JEP 350), which saves a quarter of each start. Both
 * are made once per build under {@code target}, by whichever JVM of the tests comes first; without
 * the archive a server starts as it is.
 *
 * @param classPath jars alone
 * @param archive where the archive is, when it is made
 */
record ServerImage(String classPath, Path archive) {

  private static final Path FOLDER = Path.of("target", "server-image").toAbsolutePath();

  /** Packs what has changed of {@code classPath} since it was packed last. */
  static ServerImage of(String classPath) {
    try {
      Files.createDirectories(FOLDER);
      try (FileChannel channel =
              FileChannel.open(
                  FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock _ = channel.lock()) {
        List<String> jars = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
          Path path = Path.of(entry);
          jars.add(Files.isDirectory(path) ? packed(path).toString() : entry);
        }
        String packed = String.join(File.pathSeparator, jars);
        Path archive = FOLDER.resolve(checksum(List.of(packed)) + ".jsa");
        jars.add(archive.toString());
        removeAllBut(jars);
        return new ServerImage(packed, archive);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The options of a JVM that starts from it; one that finds no archive writes {@code draft} when
   * it ends by itself, which takes it some seconds.
   */
  List<String> options(Path draft) {
    return Files.exists(archive)
        ? List.of("-XX:SharedArchiveFile=" + archive, "-cp", classPath)
        // It would tell of classes that cannot be kept.
        : List.of("-XX:ArchiveClassesAtExit=" + draft, "-Xlog:disable", "-cp", classPath);
  }

  /** What a server on this data folder may write. */
  static Path draft(Path folder) {
    return FOLDER.resolve(folder.getFileName() + ".draft");
  }

  /**
   * A server that was up and has ended by itself: what it wrote, if it did, is for the next ones.
   */
  void keep(Path draft) throws IOException {
    if (Files.exists(draft)) {
      Files.move(draft, archive, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** What was packed of classes that have changed since. */
  private static void removeAllBut(List<String> used) throws IOException {
    try (DirectoryStream<Path> made = Files.newDirectoryStream(FOLDER, "*.{jar,jsa}")) {
      for (Path one : made) {
        if (!used.contains(one.toString())) {
          Files.deleteIfExists(one);
        }
      }
    }
  }

  private static Path packed(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> below = Files.walk(folder)) {
      files = below.filter(path -> !path.equals(folder)).sorted().toList();
    }
    List<String> marks = new ArrayList<>(List.of(folder.toString()));
    for (Path file : files) {
      marks.add(file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
    }
    Path jar = FOLDER.resolve(checksum(marks) + ".jar");
    if (!Files.exists(jar)) {
      Path draft = draft(jar);
      try (JarOutputStream out =
          new JarOutputStream(new BufferedOutputStream(Files.newOutputStream(draft)))) {
        out.setLevel(Deflater.NO_COMPRESSION);
        for (Path file : files) {
          boolean inner = Files.isDirectory(file); // Spring looks for classes by these entries
          out.putNextEntry(new JarEntry(folder.relativize(file) + (inner ? "/" : "")));
          if (!inner) {
            Files.copy(file, out);
          }
          out.closeEntry();
        }
      }
      Files.move(draft, jar, StandardCopyOption.ATOMIC_MOVE);
    }
    return jar;
  }

  private static String checksum(List<String> lines) {
    CRC32 crc = new CRC32();
    lines.forEach(line -> crc.update((line + "\n").getBytes(StandardCharsets.UTF_8)));
    return Long.toHexString(crc.getValue());
  }
}
