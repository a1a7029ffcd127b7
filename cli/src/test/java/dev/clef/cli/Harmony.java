package dev.clef.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The realm that Keycloak itself exported, and the passwords of its invented people.
 *
 * @param people by user name
 */
record Harmony(Path file, JsonNode export, Map<String, Person> people) {

  /** A user as the export and the table of passwords have them. */
  record Person(
      String username,
      String password,
      String hash,
      Optional<String> otpSecretBase32,
      boolean enabled,
      JsonNode user) {

    Optional<String> birthDate() {
      JsonNode values = user.path("attributes").path("birthdate");
      return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0).asString());
    }

    boolean mustChangePassword() {
      return user.path("requiredActions")
          .valueStream()
          .anyMatch(action -> action.asString().equals("UPDATE_PASSWORD"));
    }
  }

  private static final Pattern CSV_FIELD =
      Pattern.compile("\\G(?:\"((?:[^\"]|\"\")*)\"|([^,\"\r\n]*))(,|\r?\n|\\z)");

  /** Skips the test, and says so, where the test data is not there. */
  static Harmony load() throws IOException {
    Path folder =
        Optional.ofNullable(System.getenv("CLEF_TEST_DATA"))
            .map(Path::of)
            .orElseGet(() -> Path.of(System.getProperty("clef.root", ".."), "../shared/data"))
            .resolve("keycloak");
    Path file = folder.resolve("realm-export.json");
    String reason = "CLEF_TEST_DATA has no keycloak/realm-export.json";
    if (!Files.isReadable(file)) {
      System.out.println("SKIPPED: " + reason);
    }
    Assumptions.assumeTrue(Files.isReadable(file), reason);
    JsonNode export = Json.MAPPER.readTree(Files.readString(file));
    Map<String, JsonNode> users = new HashMap<>();
    export.path("users").forEach(user -> users.put(user.path("username").asString(), user));
    Map<String, Person> people = new HashMap<>();
    for (List<String> row : rows(Files.readString(folder.resolve("realm-export.csv")))) {
      JsonNode user = users.get(row.get(0));
      if (user != null) {
        Optional<String> otp = Optional.of(row.get(4)).filter(secret -> !secret.isEmpty());
        people.put(
            row.get(0),
            new Person(row.get(0), row.get(1), row.get(2), otp, row.get(5).equals("true"), user));
      }
    }
    return new Harmony(file, export, people);
  }

  /** A realm of the same name that holds these users and no others. */
  Path write(Path to, List<? extends JsonNode> users) throws IOException {
    ObjectNode realm = Json.MAPPER.createObjectNode().put("realm", "harmony");
    realm.putArray("users").addAll(users);
    return Files.writeString(to, Json.MAPPER.writeValueAsString(realm));
  }

  /** RFC 4180. */
  private static List<List<String>> rows(String csv) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    Matcher field = CSV_FIELD.matcher(csv);
    int at = 0;
    while (at < csv.length() && field.find()) {
      String quoted = field.group(1);
      row.add(quoted == null ? field.group(2) : quoted.replace("\"\"", "\""));
      if (!field.group(3).equals(",")) {
        rows.add(row);
        row = new ArrayList<>();
      }
      at = field.end();
    }
    return rows.subList(1, rows.size());
  }
}
