package dev.clef.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Times imports into a running server; run by hand: {@code ImportSpeed URL DATA [users] [batch]}.
 * The rate is in the summary.
 */
final class ImportSpeed {

  private ImportSpeed() {}

  public static void main(String[] args) throws IOException {
    int users = args.length > 2 ? Integer.parseInt(args[2]) : 20_000;
    String batch = args.length > 3 ? args[3] : "500";
    Path file = Files.createTempFile("clef-import", ".json");
    try {
      GeneratedExport.write(file, "speed-" + System.nanoTime(), users);
      Main.run(
          new PrintWriter(System.out, true, StandardCharsets.UTF_8),
          new PrintWriter(System.err, true, StandardCharsets.UTF_8),
          "import",
          "keycloak",
          file.toString(),
          "--server",
          args[0],
          "--data",
          args[1],
          "--batch",
          batch);
    } finally {
      Files.delete(file);
    }
  }
}
