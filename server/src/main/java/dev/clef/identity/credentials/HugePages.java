package dev.clef.identity.credentials;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether Linux gives memory in pages larger than 4 KiB to whoever does not ask for them, as
 * libsodium does not. A hash takes megabytes of fresh memory, and where pages are small a third of
 * its time goes into making them (Documentation/admin-guide/mm/transhuge.rst of the kernel).
 */
final class HugePages {

  private static final Path OF_THIS_MACHINE = Path.of("/sys/kernel/mm/transparent_hugepage");

  private static final String GIVEN = "[always]";

  private HugePages() {}

  /** False where there is nothing to be done about it, too. */
  static boolean areMissing() {
    return areMissing(OF_THIS_MACHINE);
  }

  /** Likewise, by the settings in {@code folder}: one for all sizes, since Linux 6.8 one a size. */
  static boolean areMissing(Path folder) {
    try {
      String all = setting(folder);
      return !all.isEmpty() && !all.contains(GIVEN) && !isGivenInASize(folder);
    } catch (IOException | DirectoryIteratorException e) {
      return false; // not ours to read
    }
  }

  private static boolean isGivenInASize(Path folder) throws IOException {
    try (DirectoryStream<Path> sizes = Files.newDirectoryStream(folder, "hugepages-*kB")) {
      for (Path size : sizes) {
        if (setting(size).contains(GIVEN)) {
          return true;
        }
      }
      return false;
    }
  }

  private static String setting(Path folder) throws IOException {
    Path file = folder.resolve("enabled");
    return Files.exists(file) ? Files.readString(file) : "";
  }
}
