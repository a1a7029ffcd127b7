package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A CSV file with every kind of hash, brought into a running server; its people then sign in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ImportCsvIT {

  private static final String HEADER =
      "nr;login;mail;vorname;name;geboren;land;telefon;strasse;ort;aktiv;seit;hash;karte";
  private static final String LONG =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

  /** Name of a person, hash, password; the hashes are of OpenSSL, libxcrypt and Werkzeug. */
  private static final List<List<String>> HASHES =
      List.of(
          List.of(
              "bcrypt2b", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"),
          List.of(
              "bcrypt2y", "$2y$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a", "U*U*U"),
          List.of(
              "bcrypt72",
              "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui",
              LONG + "!"),
          List.of(
              "django",
              "pbkdf2_sha256$1000$seasalt2$ABPNVLVV1vRC5OnBCpgwRvsTOJaXds28OSzNig3GR2M=",
              "lètmein"),
          List.of(
              "passlib1",
              "$pbkdf2$1000$AAECAwQFBgcICQoLDA0ODw$Awni/k4L3.fQ/kgo1BwjRBbi2b8",
              "password"),
          List.of(
              "passlib512",
              "$pbkdf2-sha512$1000$AAECAwQFBgcICQoLDA0ODw$x05AgND7tB/uWGjA/2D9dayuJjghWYfl/1T46uIRM5t"
                  + "a0a9uOHvBLdOnC7blqQEIFBxfCONToumEQ5pDM8Qtbg",
              "password"),
          List.of(
              "scrypt",
              "scrypt:32768:8:1$2SD36PJbhN13UHhy$65f818802eb891e31de5ba06cefc9a6513dbd8120a310c0d91c5d"
                  + "f408585d9899d24be2dccf4fe96e3e03e524e819ff4afe07087fa0892c014c54a24acf904a7",
              "correct horse"),
          List.of(
              "argon2id",
              "$argon2id$v=19$m=64,t=3,p=4$c29tZXNhbHQ$JE8O3e/Jske+BpoCNhq6UN4ulPsnNjN8",
              "password"),
          List.of(
              "argon2i",
              "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8",
              "password"));

  private static final String BCRYPT = HASHES.getFirst().get(1);
  private static final String BCRYPT_PASSWORD = HASHES.getFirst().get(2);

  private Path folder;
  private RunningServer server;
  private Api api;
  private Path map;
  private Path file;
  private JsonNode dry;
  private JsonNode real;

  ImportCsvIT() {}

  @BeforeAll
  void the_file_is_imported_after_a_dry_run(@TempDir Path temporary)
      throws IOException, InterruptedException {
    folder = temporary;
    server = RunningServer.shared();
    api = new Api(server);
    map =
        Files.writeString(
            folder.resolve("map.json"),
            """
            {"system": "kundenkartei", "separator": ";", "encoding": "windows-1252",
             "null": ["NULL"],
             "fields": {
               "id": "nr", "username": "login", "email": "mail", "given_name": "vorname",
               "family_name": "name", "country": "land", "phone_number": "telefon",
               "birth_date": {"column": "geboren", "format": "dd.MM.yyyy"},
               "address": {"columns": ["strasse", "ort"], "join": ", "},
               "enabled": {"column": "aktiv", "true": ["ja"], "false": ["nein"]},
               "created_at": {"column": "seit", "zone": "Europe/Vienna"},
               "password": "hash", "imported.karte": "karte"}}
            """);
    file = write("all.csv", rows());
    dry = load("dry", file, "--dry-run");
    real = load("real", file);
  }

  private static List<String> rows() {
    List<String> rows = new ArrayList<>();
    for (List<String> hash : HASHES) {
      rows.add(row(hash.getFirst(), Map.of("hash", hash.get(1))));
    }
    rows.add(row("plain", Map.of("hash", BCRYPT)));
    rows.add(row("rehashed", Map.of("hash", BCRYPT)));
    rows.add(row("leaves", Map.of("hash", BCRYPT)));
    rows.add(row("closed", Map.of("hash", BCRYPT, "aktiv", "nein")));
    rows.add(row("odd", Map.of("hash", BCRYPT, "aktiv", "vielleicht")));
    rows.add(row("child", Map.of("hash", BCRYPT, "geboren", "01.02.2020")));
    rows.add(row("ageless", Map.of("hash", BCRYPT, "geboren", "NULL")));
    rows.add(row("wrongborn", Map.of("hash", BCRYPT, "geboren", "31.02.1990")));
    rows.add(row("nohash", Map.of("hash", "")));
    rows.add(row("trap", Map.of("hash", BCRYPT.replace("$05$", "$31$"))));
    rows.add(row("md5", Map.of("hash", "5f4dcc3b5aa765d61d8327deb882cf99")));
    rows.add(row("formula", Map.of("hash", BCRYPT, "vorname", "=1+1", "karte", "@SUM(A1)")));
    rows.add(row("PLAIN", Map.of("nr", "other")));
    rows.add(row("again", Map.of("nr", "plain")));
    rows.add(row("noid", Map.of("nr", "")));
    rows.add(row("control", Map.of("vorname", "a\u0000b")));
    rows.add("ragged;row");
    return rows;
  }

  private static String row(String name, Map<String, String> other) {
    Map<String, String> cells = new LinkedHashMap<>();
    for (String column : HEADER.split(";", -1)) {
      cells.put(column, "");
    }
    cells.put("nr", name);
    cells.put("login", name + ".kartei");
    cells.put("mail", name + "@kartei.example");
    cells.put("vorname", "Änne " + name);
    cells.put("name", "Müller");
    cells.put("geboren", "30.06.1985");
    cells.put("land", "at");
    cells.put("telefon", "+43 (1) 234-5678");
    cells.put("strasse", "\"Gasse 1;\nStiege \"\"2\"\"\"");
    cells.put("ort", "1010 Wien");
    cells.put("aktiv", "Ja");
    cells.put("seit", "2020-05-06 07:08:09");
    cells.putAll(other);
    return String.join(";", cells.values());
  }

  private Path write(String name, List<String> rows) throws IOException {
    return Files.write(
        folder.resolve(name),
        (HEADER + "\r\n" + String.join("\r\n", rows)).getBytes(Charset.forName("windows-1252")));
  }

  private JsonNode load(String name, Path csv, Object... more) throws IOException {
    Path report = folder.resolve(name + "-report.json");
    List<Object> words = new ArrayList<>(List.of("--report", report));
    words.addAll(List.of(more));
    Ran ran = server.loadCsv(csv, map, words.toArray());
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    return Json.MAPPER.readTree(Files.readString(report));
  }

  private Api.Answer signIn(String name, String password) throws IOException {
    return api.signIn(name + ".kartei", password, Optional.empty());
  }

  @Test
  @Order(1)
  void the_report_counts_and_places_without_a_value() throws IOException {
    for (String counted : List.of("outcomes", "reasons", "people", "attributes", "rejects")) {
      assertThat(dry.path(counted)).as(counted).isEqualTo(real.path(counted));
    }
    assertThat(real.path("source").asString()).isEqualTo("csv");
    assertThat(real.at("/outcomes/created").asInt()).isEqualTo(HASHES.size() + 12);
    Map<String, Integer> expected =
        Map.of(
            "hash_bcrypt", 12,
            "hash_scrypt", 1,
            "hash_argon2id", 1,
            "hash_argon2i", 1,
            "hash_pbkdf2_sha256", 1,
            "hash_unsupported", 2,
            "no_password", 3,
            "disabled", 2,
            "enabled_malformed", 1,
            "awaiting_parent", 1);
    expected.forEach((mark, count) ->
        assertThat(real.path("people").path(mark).asInt()).as(mark).isEqualTo(count));
    assertThat(real.at("/people/birth_date_missing").asInt()).isEqualTo(1);
    assertThat(real.at("/people/birth_date_malformed").asInt()).isEqualTo(1);
    int first = 2 + 2 * (HASHES.size() + 12);
    List<String> told =
        real.path("rejects")
            .valueStream()
            .map(reject ->
                reject.path("line").asInt() - first + " " + reject.path("reason").asString())
            .toList();
    assertThat(told)
        .containsExactlyInAnyOrder(
            "0 name_taken", "2 duplicate_id", "4 no_id", "6 control_character", "8 ragged_row");
    assertThat(real.toString()).doesNotContain("kartei.example", "Müller", "Wien", "SUM", "$2b$");
  }

  @Test
  @Order(2)
  void people_of_every_hash_kind_sign_in_and_again_after_the_silent_rehash() throws IOException {
    for (List<String> hash : HASHES) {
      assertThat(signIn(hash.getFirst(), hash.get(2) + "x").code().equals("wrong_credentials"))
          .as(hash.getFirst())
          .isEqualTo(!hash.getFirst().equals("bcrypt72"));
      for (int i = 0; i < 2; i++) {
        Api.Answer answer = signIn(hash.getFirst(), hash.get(2));
        boolean first72 = hash.getFirst().equals("bcrypt72");
        assertThat(answer.status()).as(hash.getFirst()).isEqualTo(first72 ? 401 : 200);
      }
    }
    // The one of 72 bytes signed in above with one character more, which is the password since.
    assertThat(signIn("bcrypt72", LONG + "!x").status()).isEqualTo(200);
    assertThat(signIn("bcrypt72", LONG).code()).isEqualTo("wrong_credentials");
  }

  @Test
  @Order(3)
  void they_see_their_own_data() throws IOException {
    Optional<String> cookie = signIn("bcrypt2b", BCRYPT_PASSWORD).cookie();
    JsonNode me = api.get("/api/v1/me", cookie).body();
    assertThat(me.path("given_name").asString()).isEqualTo("Änne bcrypt2b");
    assertThat(me.path("birth_date").asString()).isEqualTo("1985-06-30");
    assertThat(me.path("country").asString()).isEqualTo("AT");
    assertThat(me.path("phone_number").asString()).isEqualTo("+4312345678");
    assertThat(me.path("address").asString()).isEqualTo("Gasse 1;\nStiege \"2\", 1010 Wien");
    Optional<String> formula = signIn("formula", BCRYPT_PASSWORD).cookie();
    assertThat(api.get("/api/v1/me", formula).body().path("given_name").asString())
        .isEqualTo("=1+1");
  }

  @Test
  @Order(4)
  void what_was_laid_on_people_before_still_binds_them() throws IOException {
    assertThat(signIn("closed", BCRYPT_PASSWORD).code()).isEqualTo("account_disabled");
    assertThat(signIn("odd", BCRYPT_PASSWORD).code()).isEqualTo("account_disabled");
    assertThat(signIn("child", BCRYPT_PASSWORD).code()).isEqualTo("parent_needed");
    assertThat(signIn("ageless", BCRYPT_PASSWORD).must()).containsExactly("birth_date");
    assertThat(signIn("wrongborn", BCRYPT_PASSWORD).must()).containsExactly("birth_date");
    for (String without : List.of("nohash", "trap", "md5")) {
      assertThat(signIn(without, "password").code()).isEqualTo("wrong_credentials");
    }
  }

  @Test
  @Order(5)
  void a_repeated_import_changes_nothing() throws IOException {
    JsonNode again = load("again", file);
    assertThat(again.at("/outcomes/unchanged").asInt()).isEqualTo(HASHES.size() + 12);
    assertThat(again.at("/outcomes/created").asInt()).isZero();
    assertThat(again.at("/outcomes/updated").asInt()).isZero();
  }

  @Test
  @Order(6)
  void a_hash_in_the_file_wins_until_the_person_signed_in_and_a_correction_stays()
      throws IOException {
    Optional<String> cookie = signIn("rehashed", BCRYPT_PASSWORD).cookie();
    Map<String, Object> correction = Map.of("given_name", "Corrected");
    assertThat(api.send("PATCH", "/api/v1/me", Optional.of(correction), cookie).status())
        .isEqualTo(200);
    String other = HASHES.get(1).get(1);
    Map<String, String> changed = Map.of("hash", other, "name", "Renewed");
    JsonNode report =
        load(
            "changed",
            write("changed.csv", List.of(row("rehashed", changed), row("plain", changed))));
    assertThat(report.at("/outcomes/updated").asInt()).isEqualTo(2);
    // The silent rehash made the password the person's own; the other never signed in.
    Api.Answer kept = signIn("rehashed", BCRYPT_PASSWORD);
    assertThat(kept.status()).isEqualTo(200);
    assertThat(signIn("plain", BCRYPT_PASSWORD).code()).isEqualTo("wrong_credentials");
    assertThat(signIn("plain", HASHES.get(1).get(2)).status()).isEqualTo(200);
    JsonNode me = api.get("/api/v1/me", kept.cookie()).body();
    assertThat(me.path("given_name").asString()).isEqualTo("Corrected");
    assertThat(me.path("family_name").asString()).isEqualTo("Renewed");
  }

  @Test
  @Order(7)
  void an_erased_person_stays_erased() throws IOException {
    Optional<String> cookie = signIn("leaves", BCRYPT_PASSWORD).cookie();
    Map<String, Object> confirmation = Map.of("password", BCRYPT_PASSWORD);
    assertThat(api.send("DELETE", "/api/v1/me", Optional.of(confirmation), cookie).status())
        .isIn(200, 202);
    Path one = write("leaves.csv", List.of(row("leaves", Map.of("hash", BCRYPT))));
    for (Object[] how : new Object[][] {{"--dry-run"}, {}}) {
      JsonNode report = load("erased" + how.length, one, how);
      assertThat(report.at("/reasons/erased").asInt()).isEqualTo(1);
    }
    assertThat(signIn("leaves", BCRYPT_PASSWORD).code()).isEqualTo("wrong_credentials");
  }

  @Test
  @Order(7)
  void a_person_renamed_to_the_name_of_another_is_told_and_keeps_the_old_one() throws IOException {
    Map<String, String> renamed = Map.of("login", "django.kartei", "hash", BCRYPT);
    Map<String, String> changed = Map.of("hash", BCRYPT, "name", "Behind");
    Path csv = write("renamed.csv", List.of(row("formula", renamed), row("wrongborn", changed)));
    JsonNode report = load("renamed", csv);
    assertThat(report.at("/reasons/name_taken").asInt()).isEqualTo(1);
    assertThat(report.at("/rejects/0/line").asInt()).isEqualTo(2);
    assertThat(report.at("/outcomes/updated").asInt()).isEqualTo(1);
    assertThat(signIn("formula", BCRYPT_PASSWORD).status()).isEqualTo(200);
    assertThat(signIn("django", HASHES.get(3).get(2)).status()).isEqualTo(200);
  }

  @Test
  @Order(8)
  void a_file_that_breaks_in_the_middle_keeps_what_was_taken_and_goes_on_there()
      throws IOException {
    StringBuilder text = new StringBuilder("id,login,mail,first,last,born,since,hash,genre\r\n");
    for (int i = 0; i < 100; i++) {
      text.append(i == 60 ? "60,\"Jane\" Doe,,,,,,,\r\n" : GeneratedCsv.row("broken", i));
    }
    Path broken = Files.writeString(folder.resolve("broken.csv"), text);
    Path its = GeneratedCsv.map(folder.resolve("broken-map.json"), "broken");
    Path report = folder.resolve("broken-report.json");
    for (int resumedAt : new int[] {0, 60}) {
      Ran ran = server.loadCsv(broken, its, "--batch", 25, "--report", report);
      assertThat(ran.exitCode()).isEqualTo(Main.FAILED);
      assertThat(ran.err())
          .contains("text behind a closing quote at line 122, column 10")
          .contains("the 60 records before are committed");
      JsonNode told = Json.MAPPER.readTree(Files.readString(report));
      assertThat(told.path("resumed_at").asInt()).isEqualTo(resumedAt);
      assertThat(told.path("records").asInt()).isEqualTo(60);
      assertThat(told.toString()).doesNotContain("Jane", "Doe");
    }
  }

  @Test
  @Order(9)
  void the_operator_sees_the_imports_with_what_a_chart_needs() throws IOException {
    JsonNode imports = api.operator(server, "/api/v1/imports").body().path("imports");
    JsonNode job =
        imports
            .valueStream()
            .filter(one -> one.path("import_id").equals(real.path("import_id")))
            .findFirst()
            .orElseThrow();
    assertThat(job.path("source").asString()).isEqualTo("csv");
    for (String time : List.of("started_at", "updated_at", "finished_at")) {
      assertThat(job.path(time).asString("")).as(time).startsWith("20");
    }
    JsonNode counts = job.path("counts");
    assertThat(counts.path("age.of_age").asInt()).isEqualTo(HASHES.size() + 9);
    assertThat(counts.path("age.child").asInt()).isEqualTo(1);
    assertThat(counts.path("age.unknown").asInt()).isEqualTo(2);
    assertThat(counts.path("people.hash_bcrypt").asInt()).isEqualTo(12);
    assertThat(counts.path("reason.ragged_row").asInt()).isEqualTo(1);
  }

  @Test
  @Order(10)
  void nothing_imported_stands_in_the_log_of_the_server() throws IOException {
    assertThat(Files.readString(server.log))
        .contains("PostgreSQL")
        .doesNotContain(".kartei", "Müller", "Stiege", "E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW");
  }
}
