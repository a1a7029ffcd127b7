package dev.clef.platform.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A migration that others may have run is never edited: their servers would refuse to start. A new
 * file gets a line here; a changed line is a mistake.
 */
class MigrationGoldenTest {

  private static final Path SERVER = TestData.root().resolve("server/src");

  @Test
  void no_migration_was_changed_and_new_ones_are_listed() throws Exception {
    assertThat(listed()).isEqualTo(found());
  }

  private static Map<String, String> listed() throws IOException {
    Map<String, String> lines = new TreeMap<>();
    for (String line : Files.readAllLines(SERVER.resolve("test/resources/golden/migrations.txt"))) {
      String[] parts = line.split(" ", 2);
      lines.put(parts[1], parts[0]);
    }
    return lines;
  }

  private static Map<String, String> found() throws Exception {
    Path folder = SERVER.resolve("main/resources/db");
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(path -> path.toString().endsWith(".sql")).toList()) {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        files.put(folder.relativize(file).toString(), HexFormat.of().formatHex(digest));
      }
    }
    return files;
  }
}
