package dev.clef.identity.credentials;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import tools.jackson.databind.json.JsonMapper;

/** A real export of Keycloak with invented people, and the passwords they would type. */
final class KeycloakExport {

  /** One credential with what the table of the people says about it. */
  record Row(String kind, String credentialData, String secretData, Map<String, String> person) {}

  private static final Pattern CSV_FIELD =
      Pattern.compile("\\G(?:\"((?:[^\"]|\"\")*)\"|([^,\"\r\n]*))(,|\r?\n|\\z)");

  private KeycloakExport() {}

  /** All credentials; skips the test, and says so, where the test data is not there. */
  static List<Row> rows() {
    Path folder = folder();
    boolean present = Files.isReadable(folder.resolve("realm-export.json"));
    String reason = "CLEF_TEST_DATA has no keycloak/realm-export.json";
    if (!present) {
      System.out.println("SKIPPED: " + reason);
    }
    Assumptions.assumeTrue(present, reason);
    try {
      Map<String, Map<String, String>> people =
          people(Files.readString(folder.resolve("realm-export.csv")));
      String json = Files.readString(folder.resolve("realm-export.json"));
      List<Row> rows = new ArrayList<>();
      for (JsonNode user : JsonMapper.shared().readTree(json).path("users")) {
        Map<String, String> person =
            people.getOrDefault(user.path("username").stringValue(), Map.of());
        for (JsonNode credential : user.path("credentials")) {
          rows.add(
              new Row(
                  credential.path("type").stringValue(),
                  credential.path("credentialData").stringValue(),
                  credential.path("secretData").stringValue(),
                  person));
        }
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder() {
    return Optional.ofNullable(System.getenv("CLEF_TEST_DATA"))
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("clef.root", ".."), "../shared/data"))
        .resolve("keycloak");
  }

  /** By user name. */
  private static Map<String, Map<String, String>> people(String csv) {
    List<List<String>> records = records(csv);
    List<String> header = records.getFirst();
    Map<String, Map<String, String>> people = new HashMap<>();
    for (List<String> values : records.subList(1, records.size())) {
      Map<String, String> person = new HashMap<>();
      for (int i = 0; i < header.size(); i++) {
        person.put(header.get(i), values.get(i));
      }
      people.put(values.getFirst(), person);
    }
    return people;
  }

  /** RFC 4180. */
  private static List<List<String>> records(String csv) {
    List<List<String>> records = new ArrayList<>();
    List<String> record = new ArrayList<>();
    Matcher field = CSV_FIELD.matcher(csv);
    int at = 0;
    while (at < csv.length() && field.find()) {
      String quoted = field.group(1);
      record.add(quoted == null ? field.group(2) : quoted.replace("\"\"", "\""));
      if (!field.group(3).equals(",")) {
        records.add(record);
        record = new ArrayList<>();
      }
      at = field.end();
    }
    return records;
  }
}
