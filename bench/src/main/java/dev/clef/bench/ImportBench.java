package dev.clef.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Imports files of invented people through {@code ./clef import}. */
final class ImportBench {

  private static final double GOAL = 2_000;

  /** What the columns of the CSV file mean. */
  private static final String MAP =
      """
      {"system": "bench", "fields": {"id": "id", "username": "login", "email": "mail",
       "email_verified": "ok", "given_name": "first", "family_name": "last",
       "country": "country", "birth_date": {"column": "born", "format": "dd.MM.yyyy"},
       "locale": "locale", "phone_number": "phone", "imported.favourite_genre": "genre",
       "imported.marketing_opt_in": "opt_in",
       "created_at": {"column": "since", "format": "epoch-seconds"}, "password": "hash"}}
      """;

  private ImportBench() {}

  static void keycloak(int people) throws Exception {
    Path file = Files.createTempFile("clef-bench", ".json");
    try {
      write(file, people);
      measure(people, "import", "keycloak", file.toString());
    } finally {
      Files.delete(file);
    }
  }

  /** Brings people into a server, not measured. */
  static void load(ServerProcess server, int people) throws Exception {
    Path file = Files.createTempFile("clef-bench", ".csv");
    Path map = Files.createTempFile("clef-bench", ".json");
    try {
      writeCsv(file, people);
      Files.writeString(map, MAP);
      cli(server, "import", "csv", file.toString(), "--map", map.toString());
    } finally {
      Files.delete(file);
      Files.delete(map);
    }
  }

  /** Runs a command of the command line on a server. */
  static void cli(ServerProcess server, String... what) throws Exception {
    int exit = new ProcessBuilder(command(server, what)).inheritIO().start().waitFor();
    if (exit != 0) {
      throw new IOException(String.join(" ", what) + " failed with exit code " + exit);
    }
  }

  static void csv(int people) throws Exception {
    Path file = Files.createTempFile("clef-bench", ".csv");
    Path map = Files.createTempFile("clef-bench", ".json");
    try {
      writeCsv(file, people);
      Files.writeString(map, MAP);
      measure(people, "import", "csv", file.toString(), "--map", map.toString());
    } finally {
      Files.delete(file);
      Files.delete(map);
    }
  }

  private static void measure(int people, String... what) throws Exception {
    try (ServerProcess server = ServerProcess.start(Load.withoutLimits())) {
      Usage before = server.usage();
      long start = System.nanoTime();
      cli(server, what);
      double seconds = (System.nanoTime() - start) / 1e9;
      Usage after = server.usage();
      Figure.print("accounts imported", people / seconds, "/s", GOAL);
      Figure.plain(
          "accounts imported", people / (after.cpuSeconds() - before.cpuSeconds()), "/CPU-s");
      Figure.plain("resident afterwards, server and databases", after.residentBytes() / 1e6, "MB");
    }
  }

  private static List<String> command(ServerProcess server, String... what) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-jar"));
    command.add(ServerProcess.root().resolve("cli/target/clef-cli.jar").toString());
    command.addAll(List.of(what));
    command.addAll(List.of("--server", "https://localhost:" + server.port()));
    command.addAll(List.of("--data", server.dataFolder().toString()));
    return command;
  }

  private static void writeCsv(Path file, int people) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("id,login,mail,ok,first,last,country,born,locale,phone,genre,opt_in,since,hash\n");
      for (int i = 0; i < people; i++) {
        out.write(row(i));
      }
    }
  }

  private static String row(int i) {
    return """
    %1$s,listener%2$d,listener%2$d@example.invalid,1,Given%2$d,Family%2$d,DE,30.06.1985,de,\
    +49171%3$07d,"jazz, fado",0,1700000000,\
    $2b$12$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW
    """
        .formatted(new UUID(i, i), i, i % 10_000_000);
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
