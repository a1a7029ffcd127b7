package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The command against a server in memory: what is sent, and what never is. */
class ImportCsvTest {

  private static final String MAP =
      "{\"system\":\"s\",\"fields\":{\"id\":\"nr\",\"username\":\"login\",\"given_name\":\"first\"}}";

  @TempDir private Path folder = Path.of("");
  private Path data = Path.of("");

  ImportCsvTest() {}

  @BeforeEach
  void a_data_folder_with_a_token() throws IOException {
    data = folder.resolve("data");
    Files.createDirectories(data.resolve("secrets"));
    Files.writeString(data.resolve("secrets/operator-token"), FakeImports.TOKEN + "\n");
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("people.csv"), bytes);
  }

  private Path file(String text) throws IOException {
    return file(text.getBytes(StandardCharsets.UTF_8));
  }

  private Path map(String json) throws IOException {
    return Files.writeString(folder.resolve("map.json"), json);
  }

  private Ran run(FakeImports server, Path file, Path map, Object... more) {
    List<Object> words =
        new ArrayList<>(
            List.of("import", "csv", file, "--map", map, "--server", server.url(), "--data", data));
    words.addAll(List.of(more));
    return Ran.clef(words.toArray());
  }

  private void refusedBeforeAnythingIsSent(Path file, Path map, String told) throws IOException {
    try (FakeImports server = new FakeImports()) {
      Ran ran = run(server, file, map);
      assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.FAILED);
      assertThat(ran.err()).startsWith("clef: ").hasLineCount(1).contains(told);
      assertThat(ran.err()).contains("othing was imported").doesNotContain("Jane");
      assertThat(server.opened).isZero();
    }
  }

  @Test
  void what_is_sent_for_a_row_is_frozen() throws IOException {
    Path csv =
        file(
            """
            nr,login,mail,ok,first,last,shown,born,land,lang,tel,street,city,on,must,since,pw,salt,card
            7,jane,jane@post.example,1,Jané,"Doe, Jr.",=JD(),30.06.1985,AT,de_AT,+43123456,"Gasse 1
            Stiege 2",Wien,no,YES,1600000000,00ff,pepper,"a ""b"" c"
            8,joe,NULL,,,,,,,,,,,,,,,,
            """);
    Path map =
        map(
            """
            {"system": "webshop", "null": ["NULL"], "fields": {
              "id": "nr", "username": "login", "email": "mail", "email_verified": "ok",
              "given_name": "first", "family_name": "last", "display_name": "shown",
              "birth_date": {"column": "born", "format": "dd.MM.yyyy"}, "country": "land",
              "locale": "lang", "phone_number": "tel",
              "address": {"columns": ["street", "city"], "join": "; "}, "enabled": "on",
              "must_change_password": "must",
              "created_at": {"column": "since", "format": "epoch-seconds"},
              "password": {"hash": "pw", "algorithm": {"value": "pbkdf2-sha256"},
                "encoding": "hex", "salt": "salt", "salt_encoding": "text",
                "iterations": {"value": "1000"}},
              "imported.card": "card"}}
            """);
    try (RecordReader records = CsvFile.read(csv, map).records()) {
      ImportBatch batch = new ImportBatch.Cutter(records, 10).next().orElseThrow();
      assertThat(batch.lines()).containsExactly(2L, 4L);
      JsonNode sent = Json.MAPPER.readTree(batch.body());
      assertThat(sent).isEqualTo(Json.MAPPER.readTree(golden("import-csv-batch-1.json")));
    }
  }

  private static String golden(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ImportCsvTest.class.getResourceAsStream("/golden/" + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void rows_arrive_in_order_and_in_batches_and_formulas_are_text() throws IOException {
    try (FakeImports server = new FakeImports()) {
      Path csv = GeneratedCsv.write(folder.resolve("many.csv"), "many", 1201);
      Path map = GeneratedCsv.map(folder.resolve("many.json"), "many");
      Ran ran = run(server, csv, map, "--batch", 500);
      assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
      assertThat(server.firsts).containsExactly(0L, 500L, 1000L);
      assertThat(server.people).isEqualTo(1201);
      assertThat(server.finished).isTrue();
      assertThat(ran.out()).contains("Imported: 1,201 records");
    }
  }

  @Test
  void a_connection_that_breaks_is_tried_again_and_nothing_is_sent_twice() throws IOException {
    try (FakeImports server = new FakeImports()) {
      server.troubles.add(FakeImports.Trouble.UNAVAILABLE);
      server.troubles.add(FakeImports.Trouble.CUT_AFTER);
      Path csv = GeneratedCsv.write(folder.resolve("many.csv"), "many", 30);
      Ran ran = run(server, csv, GeneratedCsv.map(folder.resolve("m.json"), "many"), "--batch", 10);
      assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
      assertThat(server.firsts).containsExactly(0L, 10L, 20L);
    }
  }

  @Test
  void a_header_alone_is_an_import_of_nobody() throws IOException {
    try (FakeImports server = new FakeImports()) {
      Ran ran = run(server, file("nr,login,first\r\n"), map(MAP));
      assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
      assertThat(server.people).isZero();
      assertThat(server.finished).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "'' | the file is empty",
        "'~~' | the file is empty",
        "'nr,login~1,Jane' | takes given_name from a column first, which is not in the header",
        "'1,Jane,x~2,Jane,y' | which is not in the header at line 1",
        "'nr;login;first~1;Jane;x' | which is not in the header at line 1",
        "'nr,login,first,nr~1,Jane,x,2' | columns 1 and 4 of the header at line 1 have the same name",
        "'nr,login,first, nr ~1,Jane,x,2' | columns 1 and 4",
        "'nr,login,\"first~1,Jane,x' | a quote that is never closed at line 1, column 10 (byte 9)",
        "'nr,login,\"first\"x~1,Jane,x' | text behind a closing quote at line 1, column 17"
      })
  void a_file_that_does_not_fit_its_map_is_refused(String text, String told) throws IOException {
    refusedBeforeAnythingIsSent(file(text.replace('~', '\n')), map(MAP), told);
  }

  @Test
  void an_encoding_that_the_header_betrays_is_refused() throws IOException {
    String text = "nr,login,first\n1,Jane,x\n";
    refusedBeforeAnythingIsSent(
        file(("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE)),
        map(MAP),
        "the mark of utf-16");
    refusedBeforeAnythingIsSent(
        file("\uFEFF" + text),
        map(MAP.replace("\"s\",", "\"s\",\"encoding\":\"windows-1252\",")),
        "the mark of utf-8");
    refusedBeforeAnythingIsSent(
        file(text.getBytes(StandardCharsets.UTF_16LE)), map(MAP), "control characters");
    refusedBeforeAnythingIsSent(
        file("nr,login,first,gr\u00f6\u00dfe\n".getBytes(StandardCharsets.ISO_8859_1)),
        map(MAP),
        "bytes that are no text in the encoding of the map at line 1, column 18");
  }

  @Test
  void a_wrong_map_is_refused() throws IOException {
    refusedBeforeAnythingIsSent(
        file("nr,login,first\n1,Jane,x\n"),
        map(MAP.replace("given_name", "givenname")),
        "the map map.json: there is no field givenname");
    refusedBeforeAnythingIsSent(file("nr\n"), map("{"), "the map map.json: not valid JSON");
  }

  @Test
  void a_wide_header_is_refused() throws IOException {
    refusedBeforeAnythingIsSent(file("a,".repeat(3000)), map(MAP), "more than 2000 columns");
    refusedBeforeAnythingIsSent(file("a".repeat(20_000)), map(MAP), "too long");
  }

  @Test
  void without_a_map_the_command_says_how_to_get_one() throws IOException {
    Ran ran = Ran.clef("import", "csv", file("nr\n"));
    assertThat(ran.exitCode()).isEqualTo(Main.USAGE);
    assertThat(ran.err()).contains("--map is missing; --suggest prints one");
  }

  @Test
  void rows_that_cannot_be_sent_are_sent_as_their_reason() throws IOException {
    List<String> rows =
        List.of(
            "nr,login,first,other",
            "1,a,x,y",
            "2,b,x",
            "3,c,x,y,z",
            "4,d,\u0000,y",
            "5,e,\u0085,y",
            "6,f,x,\u0000",
            "7,g," + "x".repeat(20_000) + ",y",
            "8,h,x," + "y".repeat(20_000),
            "9,i,\"two\tlines\r\n\",y");
    Path csv = file(String.join("\n", rows));
    try (RecordReader records = CsvFile.read(csv, map(MAP)).records()) {
      ImportBatch batch = new ImportBatch.Cutter(records, 100).next().orElseThrow();
      List<String> sent =
          Json.MAPPER
              .readTree(batch.body())
              .path("people")
              .valueStream()
              .map(record -> record.path("id").asString(record.asString("")))
              .toList();
      assertThat(sent)
          .containsExactly(
              "1",
              "ragged_row",
              "ragged_row",
              "control_character",
              "control_character",
              "6",
              "too_large",
              "8",
              "9");
    }
  }

  @Test
  void another_map_is_another_import_and_the_same_one_goes_on() throws IOException {
    Path csv = file("nr,login,first\n1,Jane,x\n");
    CsvFile one = CsvFile.read(csv, map(MAP));
    CsvFile same = CsvFile.read(csv, map(MAP));
    CsvFile other = CsvFile.read(csv, map(MAP.replace("given_name", "family_name")));
    assertThat(same.jobSha256()).isEqualTo(one.jobSha256());
    assertThat(other.jobSha256()).isNotEqualTo(one.jobSha256());
    assertThat(other.sha256()).isEqualTo(one.sha256());
  }

  @ParameterizedTest
  @CsvSource({"utf-8,','", "windows-1252,;", "utf-16,;"})
  void a_map_is_suggested_that_fits_the_file(String encoding, String separator) throws IOException {
    String text =
        """
        User ID,Login,E-Mail,First Name,Surname,DOB,password_hash,password_salt,Gr\u00f6\u00dfe
        1,jane,j@post.example,Jane,Doe,1985-06-30,x,y,3
        """;
    Charset charset = CsvDialect.ENCODINGS.getOrDefault(encoding, StandardCharsets.UTF_8);
    Path csv = file(text.replace(",", separator).getBytes(charset));
    Ran ran = Ran.clef("import", "csv", csv, "--suggest");
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    JsonNode map = Json.MAPPER.readTree(ran.out());
    assertThat(map.path("encoding").asString()).isEqualTo(encoding);
    assertThat(map.path("separator").asString()).isEqualTo(separator);
    JsonNode fields = map.path("fields");
    assertThat(fields.path("id").asString()).isEqualTo("User ID");
    assertThat(fields.path("email").asString()).isEqualTo("E-Mail");
    assertThat(fields.path("birth_date").asString()).isEqualTo("DOB");
    assertThat(fields.path("password").asString()).isEqualTo("password_hash");
    assertThat(fields.path("imported.Gr\u00f6\u00dfe").asString()).isEqualTo("Gr\u00f6\u00dfe");
    assertThat(ran.out()).doesNotContain("salt", "post.example");
    try (FakeImports server = new FakeImports()) {
      assertThat(run(server, csv, map(ran.out())).exitCode()).isEqualTo(Main.OK);
      assertThat(server.people).isEqualTo(1);
    }
  }

  @Test
  void the_help_has_the_example_and_the_example_is_a_map() {
    Ran ran = Ran.clef("import", "csv", "--help");
    String help = ran.out();
    String example = help.substring(help.indexOf("\n  {\n"), help.indexOf("\n  }\n") + 5);
    CsvMap map = CsvMapReader.read(example);
    assertThat(map.fields()).containsKeys("id", "username", "birth_date", "address");
    assertThat(map.imported()).containsKey("loyalty_card");
  }
}
