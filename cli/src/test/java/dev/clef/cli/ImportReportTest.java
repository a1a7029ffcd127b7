package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportReportTest {

  @TempDir private Path folder = Path.of("");

  ImportReportTest() {}

  private static ImportResult result(Optional<ImportStop> stop) {
    return new ImportResult(
        new KeycloakFile(Path.of("x"), 123, "ab".repeat(32), List.of("harmony"), 2),
        false,
        "019aa0f6-0000-7000-8000-000000000000",
        Instant.parse("2026-11-20T10:00:00Z"),
        Duration.ofMillis(1500),
        500,
        1201,
        Map.of(
            "outcome.created", 1198L,
            "outcome.rejected", 3L,
            "reason.name_taken", 2L,
            "reason.not_text", 1L,
            "people.no_password", 24L,
            "attribute.imported.favourite_genre", 371L),
        List.of(new ImportResult.Reject(820, 25798, "not_text")),
        stop);
  }

  private static String golden(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(ImportReportTest.class.getResourceAsStream("/golden/" + name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void its_members_are_frozen() throws IOException {
    Path file = folder.resolve("report.json");
    ImportReport.reserve(file);
    ImportReport.write(file, result(Optional.empty()));
    assertThat(Files.readString(file)).isEqualTo(golden("import-report-1.json"));
    ImportStop stop = new ImportStop.Malformed("the file ends in the middle", 7, 3, 120);
    ImportReport.write(file, result(Optional.of(stop)));
    assertThat(Files.readString(file)).isEqualTo(golden("import-report-1-stopped.json"));
  }

  @Test
  void it_is_for_its_owner_alone_even_where_a_file_was_before() throws IOException {
    Path file = Files.writeString(folder.resolve("report.json"), "an older and longer report");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    ImportReport.reserve(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(file).isEmptyFile();
  }

  @Test
  void a_place_where_it_cannot_be_is_told_first() {
    assertThatThrownBy(() -> ImportReport.reserve(folder.resolve("no/such/folder.json")))
        .isInstanceOf(CliException.class)
        .hasMessageStartingWith("the report cannot be written to ");
  }

  @Test
  void the_summary_says_the_same_in_words() {
    StringWriter out = new StringWriter();
    ImportSummary.print(new PrintWriter(out), result(Optional.empty()));
    assertThat(out.toString())
        .contains(
            "Imported: 1,201 records in 1.5 s (467/s)",
            "name_taken",
            "imported.favourite_genre",
            "line 25798, record 820: not_text",
            "Left out");
  }
}
