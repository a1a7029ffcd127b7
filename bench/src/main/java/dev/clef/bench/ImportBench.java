package dev.clef.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** Imports a Keycloak export of invented users through {@code ./clef import}. */
final class ImportBench {

  private static final double GOAL = 2_000;

  private ImportBench() {}

  static void run(int people) throws Exception {
    Path file = Files.createTempFile("clef-bench", ".json");
    try (ServerProcess server = ServerProcess.start(Load.withoutLimits())) {
      write(file, people);
      Usage before = server.usage();
      long start = System.nanoTime();
      int exit =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-Xmx128m",
                      "-jar",
                      ServerProcess.root().resolve("cli/target/clef-cli.jar").toString(),
                      "import",
                      "keycloak",
                      file.toString(),
                      "--server",
                      "https://localhost:" + server.port(),
                      "--data",
                      server.dataFolder().toString()))
              .inheritIO()
              .start()
              .waitFor();
      double seconds = (System.nanoTime() - start) / 1e9;
      Usage after = server.usage();
      if (exit != 0) {
        throw new IOException("the import failed with exit code " + exit);
      }
      Figure.print("accounts imported", people / seconds, "/s", GOAL);
      Figure.plain(
          "accounts imported", people / (after.cpuSeconds() - before.cpuSeconds()), "/CPU-s");
      Figure.plain("resident afterwards, server and databases", after.residentBytes() / 1e6, "MB");
    } finally {
      Files.delete(file);
    }
  }

  private static void write(Path file, int people) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("{\"realm\":\"bench\",\"users\":[\n");
      for (int i = 0; i < people; i++) {
        out.write(i == 0 ? "" : ",\n");
        out.write(user(i));
      }
      out.write("\n]}\n");
    }
  }

  private static String user(int i) {
    return """
    {"id":"%s","username":"listener%d","firstName":"Given%d","lastName":"Family%d",\
    "email":"listener%d@example.invalid","emailVerified":true,"enabled":true,\
    "createdTimestamp":1700000000000,"attributes":{"country":["DE"],"birthdate":["1985-06-30"],\
    "locale":["de"],"phone_number":["+49171%07d"],"favourite_genre":["jazz","fado"],\
    "marketing_opt_in":["false"]},"credentials":[{"type":"password",\
    "secretData":"{\\"value\\":\\"qLBWi1JnFHTP0Ta3fcu1sNdGR5Wo9/AzuMYgV/2SlS8=\\",\\"salt\\":\\"+2UdlDaBJcQs1pXlA1Dx6Q==\\",\\"additionalParameters\\":{}}",\
    "credentialData":"{\\"hashIterations\\":5,\\"algorithm\\":\\"argon2\\",\\"additionalParameters\\":{\\"hashLength\\":[\\"32\\"],\\"memory\\":[\\"7168\\"],\\"type\\":[\\"id\\"],\\"version\\":[\\"1.3\\"],\\"parallelism\\":[\\"1\\"]}}"}],\
    "requiredActions":[],"realmRoles":["default-roles-bench","listener"],"groups":[]}\
    """
        .formatted(new UUID(i, i), i, i, i, i, i % 10_000_000);
  }
}
