package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Files that are broken, and records that are strange, brought into a running server. */
class ImportBadFilesIT {

  @TempDir private Path folder = Path.of("");
  private RunningServer server;

  ImportBadFilesIT() {}

  @BeforeEach
  void a_server() throws IOException, InterruptedException {
    server = RunningServer.shared();
  }

  private JsonNode report(Path file, int exitCode, Object... more) throws IOException {
    Path report = folder.resolve("report.json");
    List<Object> words = new ArrayList<>(List.of("--report", report));
    words.addAll(Arrays.asList(more));
    Ran ran = server.load(file, words.toArray());
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(exitCode);
    return Json.MAPPER.readTree(Files.readString(report));
  }

  private Path realm(String name, List<String> users) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".json"),
        "{\"realm\":\"" + name + "\",\"users\":[\n" + String.join(",\n", users) + "\n]}");
  }

  @Test
  void a_truncated_file_keeps_what_was_taken_and_the_whole_one_brings_the_rest()
      throws IOException {
    Path whole = GeneratedExport.write(folder.resolve("whole.json"), "cut", 300);
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(folder.resolve("cut.json"), Arrays.copyOf(bytes, bytes.length * 6 / 10));
    Ran ran = server.load(cut, "--batch", 50);
    assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
    assertThat(ran.err())
        .containsPattern("the file ends in the middle at line \\d+, column \\d+ \\(byte \\d+\\)")
        .contains("the 180 records before are committed", "repair the file");
    JsonNode rest = report(whole, Main.OK);
    assertThat(rest.at("/outcomes/unchanged").asInt()).isEqualTo(180);
    assertThat(rest.at("/outcomes/created").asInt()).isEqualTo(120);
  }

  @Test
  void a_file_that_breaks_in_the_middle_stops_there_and_goes_on_there() throws IOException {
    Path file = GeneratedExport.write(folder.resolve("broken.json"), "broken", 100);
    String json = Files.readString(file);
    int at = json.indexOf("\"firstName\" : \"Given60\"");
    Files.writeString(file, json.substring(0, at) + "Jane Doe" + json.substring(at));
    for (int resumedAt : new int[] {0, 60}) {
      JsonNode report = report(file, Main.FAILED, "--batch", 25);
      assertThat(report.path("resumed_at").asInt()).isEqualTo(resumedAt);
      assertThat(report.path("records").asInt()).isEqualTo(60);
      assertThat(report.at("/stopped/byte").asInt()).isBetween(at, at + 10);
      assertThat(report.toString()).doesNotContain("Jane", "Doe");
    }
  }

  @Test
  void names_that_collide_are_told_and_never_merged() throws IOException {
    List<String> users = new ArrayList<>();
    for (String name :
        List.of("Anna.Collides", "anna.collides", "ａｎｎａ.collides", "anna2.collides")) {
      String id = "id-" + users.size();
      users.add(
          "{\"id\":\"" + id + "\",\"username\":\"" + name + "\",\"firstName\":\"" + id + "\"}");
    }
    Path file = realm("collides", users);
    for (Object[] how : new Object[][] {{"--dry-run"}, {}}) {
      JsonNode report = report(file, Main.OK, how);
      assertThat(report.at("/outcomes/created").asInt()).isEqualTo(2);
      assertThat(report.at("/reasons/name_taken").asInt()).isEqualTo(2);
      assertThat(report.at("/rejects/0/line").asInt()).isEqualTo(3);
      assertThat(report.at("/rejects/1/index").asInt()).isEqualTo(2);
    }
    JsonNode again = report(file, Main.OK);
    assertThat(again.at("/outcomes/unchanged").asInt()).isEqualTo(2);
    assertThat(again.at("/reasons/name_taken").asInt()).isEqualTo(2);
  }

  @Test
  void each_bad_record_is_told_by_line_and_reason_and_the_good_ones_come_in() throws IOException {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      many.append('"').append("n".repeat(90)).append(i).append("\":[\"x\"],");
    }
    Path file =
        realm(
            "bad",
            List.of(
                "{\"id\":\"1\",\"username\":\"good1.bad\"}",
                "null",
                "\"not_text\"",
                "[{\"id\":\"2\"}]",
                "{\"id\":\"3\",\"id\":\"4\",\"username\":\"b3.bad\"}",
                "{\"id\":\"5\",\"username\":\"b5.bad\",\"firstName\":\"\\ud800\"}",
                "{\"id\":\"6\",\"username\":\"b6.bad\",\"x\":\"" + "x".repeat(20_000) + "\"}",
                "{\"username\":\"b7.bad\"}",
                "{\"id\":\"8\"}",
                "{\"id\":\"9\",\"username\":\"" + "n".repeat(256) + "\"}",
                "{\"id\":\"1\",\"username\":\"b10.bad\"}",
                "{\"id\":\"11\",\"username\":\"good11.bad\"}",
                "{\"id\":\"12\",\"username\":\"b12.bad\",\"attributes\":{" + many + "\"a\":1}}"));
    JsonNode report = report(file, Main.OK);
    assertThat(report.at("/outcomes/created").asInt()).isEqualTo(2);
    List<String> told =
        report
            .path("rejects")
            .valueStream()
            .map(reject -> reject.path("line").asInt() + " " + reject.path("reason").asString())
            .sorted()
            .toList();
    assertThat(told)
        .containsExactlyInAnyOrder(
            "3 malformed",
            "4 malformed",
            "5 malformed",
            "6 duplicate_member",
            "7 not_text",
            "8 too_large",
            "9 no_id",
            "10 no_username",
            "11 no_username",
            "12 duplicate_id",
            "14 too_large");
    assertThat(report.path("rejects_not_listed").asInt()).isZero();
  }

  @Test
  void strange_records_are_people_too() throws IOException {
    List<String> strange =
        List.of(
            "\"createdTimestamp\":9223372036854775807",
            "\"createdTimestamp\":-9223372036854775808",
            "\"createdTimestamp\":1e300",
            "\"createdTimestamp\":\"yesterday\"",
            "\"createdTimestamp\":99999999999999999999999",
            "\"attributes\":null",
            "\"attributes\":[1]",
            "\"attributes\":{\"a\":\"no list\",\"b\":null,\"c\":[],\"d\":[null,{},[1]],\"e\":{}}",
            "\"attributes\":{\"\":[\"\"],\" \":[\"x\"],\"a\\nb\":[\"y\"],\"\\u0000\":[\"z\"]}",
            "\"attributes\":{\"" + "名".repeat(42) + "\":[\"x\"]}",
            "\"attributes\":{\"" + "n".repeat(128) + "\":[\"x\"],\"%41\":[\"1\"],\"A\":[\"2\"]}",
            "\"attributes\":{\"birthdate\":[\"1990-01-01\",\"1991-01-01\"]}",
            "\"attributes\":{\"birthdate\":[\"99999-01-01\"],\"country\":[\"Österreich\"]}",
            "\"attributes\":{\"birthdate\":[{}],\"locale\":[\"" + "x".repeat(16_000) + "\"]}",
            "\"firstName\":{},\"lastName\":[],\"email\":7,\"enabled\":\"maybe\"",
            "\"firstName\":\"\\u0000\\u202E\\uFFFE\",\"email\":\"a@b@c\"",
            "\"firstName\":\"" + "😀".repeat(8_000) + "\"",
            "\"credentials\":{\"type\":\"password\"}",
            "\"credentials\":[null,1,{},{\"type\":\"password\",\"secretData\":\"{\"}]",
            "\"credentials\":[{\"type\":\"otp\",\"secretData\":\"{}\",\"credentialData\":\"[]\"}]",
            "\"requiredActions\":\"UPDATE_PASSWORD\",\"groups\":7,\"clientRoles\":\"x\"",
            "\"requiredActions\":[null,{},\"UPDATE_PASSWORD\"],\"emailVerified\":null");
    List<String> users = new ArrayList<>();
    for (String members : strange) {
      int i = users.size();
      users.add("{\"id\":\"s" + i + "\",\"username\":\"s" + i + ".strange\"," + members + "}");
    }
    users.add("{\"id\":\"" + "i".repeat(16_000) + "\",\"username\":\"long.strange\"}");
    users.add("{\"id\":\"name\",\"username\":\"" + "😀".repeat(255) + "\"}");
    users.add("{\"id\":\"nul\",\"username\":\"a\\u0000b\\u202e.strange\"}");
    Path file = realm("strange", users);
    // One by one, so that a record the server trips over is found.
    JsonNode dry = report(file, Main.OK, "--dry-run", "--batch", 1);
    assertThat(dry.at("/outcomes/created").asInt()).isEqualTo(users.size());
    JsonNode real = report(file, Main.OK, "--batch", 1);
    assertThat(real.at("/outcomes/created").asInt()).isEqualTo(users.size());
    JsonNode again = report(file, Main.OK);
    assertThat(again.at("/outcomes/unchanged").asInt()).isEqualTo(users.size());
    byte[] log = Files.readAllBytes(server.log);
    assertThat(new String(log, StandardCharsets.UTF_8)).doesNotContain(".strange", "Österreich");
  }

  @Test
  void a_server_whose_certificate_is_unknown_is_not_spoken_to() throws IOException {
    Path other = folder.resolve("other");
    Files.createDirectories(other.resolve("secrets"));
    Files.writeString(other.resolve("secrets/operator-token"), "a-token-nobody-should-see");
    Path file = GeneratedExport.write(folder.resolve("one.json"), "one", 1);
    Ran ran = Ran.clef("import", "keycloak", file, "--server", server.url(), "--data", other);
    assertThat(ran.exitCode()).isEqualTo(Main.ENVIRONMENT);
    assertThat(ran.err()).startsWith("clef: no trusted TLS 1.3 connection").hasLineCount(1);
  }
}
