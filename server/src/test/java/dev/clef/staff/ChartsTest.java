package dev.clef.staff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.TestData;
import dev.clef.consent.AgeClass;
import dev.clef.identity.imports.ImportJob;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.Words;
import dev.clef.subject.Purpose;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.ResourceBundleMessageSource;

/** The charts speak the reader's language, and what they have no words for keeps its name. */
class ChartsTest {

  private static final Path IMPORTS =
      TestData.root().resolve("server/src/main/java/dev/clef/identity/imports");

  private static final Pattern MARK = Pattern.compile("mark(?:s\\.add)?\\(\"([a-z_]+)\"\\)");
  private static final Pattern FLAG = Pattern.compile("\\bis\\(draft, row, \"([a-z_]+)\"");

  private final Charts charts = new Charts(words());

  /** Those of the pages, for tests of what else the console says. */
  static Words words() {
    return new Words(messages());
  }

  static boolean hasWords(String key) {
    return ResourceBundle.getBundle("messages/pages", Locale.ROOT).containsKey(key);
  }

  static void requireWords(String key) {
    assertThat(hasWords(key)).as(key).isTrue();
  }

  private static ResourceBundleMessageSource messages() {
    ResourceBundleMessageSource messages = new ResourceBundleMessageSource();
    messages.setBasename("messages/pages");
    messages.setDefaultEncoding(StandardCharsets.UTF_8.name());
    messages.setFallbackToSystemLocale(false);
    return messages;
  }

  @Test
  void days_are_told_in_the_language_of_the_reader() {
    DayFigures day =
        new DayFigures(
            LocalDate.of(2026, 3, 12), 1, 0, 1234, 5, Map.of("self_service", 7L, "new_one", 8L), 0);
    List<BarChart> german = charts.ofDays(List.of(day), Locale.GERMAN);
    assertThat(german).extracting(BarChart::name).contains("Anmeldungen", "Löschungen");
    assertThat(german.getFirst().from()).isEqualTo("12. März");
    assertThat(german.getFirst().rows().getFirst().day()).isEqualTo("12.03.2026");
    assertThat(german.getFirst().parts().getFirst().title())
        .isEqualTo("12.03.2026 · erfolgreich · 1.234");
    assertThat(german.get(1).series()).isEqualTo(List.of("new one", "Self-Service"));
    assertThat(german.get(1).rows().getFirst().values()).isEqualTo(List.of(8L, 7L));
    assertThat(charts.ofDays(List.of(day), Locale.JAPANESE).getFirst().series())
        .isEqualTo(List.of("成功", "失敗"));
  }

  @Test
  void an_import_is_told_in_the_language_of_the_reader() {
    Map<String, Long> counts =
        Map.of(
            "people.hash_pbkdf2_sha256", 4L,
            "people.hash_unsupported", 3L,
            "people.no_email", 2L,
            "people.new_mark", 1L,
            "people.totp", 0L,
            "reason.ragged_row", 1L);
    Instant begun = Instant.parse("2026-03-12T10:00:00Z");
    ImportChart german =
        charts.ofImport(
            new ImportJob(new UUID(0, 1), "csv", false, 10, counts, begun, begun, null),
            new Reader(Locale.GERMAN, ZoneOffset.UTC));
    assertThat(german.begun()).isEqualTo("12. März 2026, 10:00");
    assertThat(german.people())
        .isEqualTo(
            List.of(
                new ImportChart.Bar("Hash pbkdf2-sha256", 4, 100),
                new ImportChart.Bar("Hash nicht unterstützt", 3, 75),
                new ImportChart.Bar("keine E-Mail-Adresse", 2, 50),
                new ImportChart.Bar("new mark", 1, 25)));
    assertThat(german.reasons())
        .extracting(ImportChart.Bar::name)
        .isEqualTo(List.of("zu viele oder zu wenige Zellen"));
  }

  @Test
  void there_are_words_for_everything_that_is_counted_and_for_nothing_else() throws Exception {
    assertThat(worded("purpose.")).isEqualTo(codes(Purpose.values()));
    assertThat(worded("age.")).isEqualTo(codes(AgeClass.values()));
    assertThat(worded("outcome.")).isEqualTo(Set.of("created", "updated", "unchanged", "rejected"));
    assertThat(worded("reason."))
        .isEqualTo(codes(Class.forName("dev.clef.identity.imports.Reason").getEnumConstants()));
    Set<String> marks = inSources(MARK);
    inSources(FLAG).forEach(flag -> marks.add(flag + "_malformed"));
    marks.add("hash"); // with the name of the algorithm
    assertThat(worded("people.")).isEqualTo(marks);
  }

  private static Set<String> worded(String kind) {
    String prefix = "console." + kind;
    return ResourceBundle.getBundle("messages/pages", Locale.ROOT).keySet().stream()
        .filter(key -> key.startsWith(prefix))
        .map(key -> key.substring(prefix.length()))
        .collect(Collectors.toSet());
  }

  private static Set<String> codes(Object[] constants) {
    return Arrays.stream(constants)
        .map(one -> one.toString().toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }

  private static Set<String> inSources(Pattern pattern) throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(IMPORTS)) {
      for (Path file : files.toList()) {
        pattern.matcher(Files.readString(file)).results().forEach(one -> names.add(one.group(1)));
      }
    }
    return names;
  }
}
