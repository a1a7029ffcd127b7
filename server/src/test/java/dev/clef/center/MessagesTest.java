package dev.clef.center;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.TestData;
import dev.clef.platform.web.pages.Languages;
import dev.clef.subject.Catalogue;
import dev.clef.subject.Datum;
import dev.clef.subject.Role;
import dev.clef.vault.Fields;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every language says everything, with the same things filled in, and nothing speaks but they. */
class MessagesTest {

  private static final Path MAIN = TestData.root().resolve("server/src/main");
  private static final Pattern FILLED_IN = Pattern.compile("\\{\\w+}");
  private static final Pattern SAID = Pattern.compile("#\\{([a-z][a-z0-9_.]*)");
  private static final Pattern QUOTED = Pattern.compile("[\"']([a-z][a-z0-9_.]*)[\"']");

  /** A tag with what follows it up to the next; a value in quotes may hold a {@code >}. */
  private static final Pattern TAG_AND_TEXT =
      Pattern.compile("<(?<tag>/?\\w(?:\"[^\"]*\"|'[^']*'|[^\"'<>])*)>(?<text>[^<]*)");

  private static final Pattern WORDS_IN_AN_ATTRIBUTE =
      Pattern.compile("\\s(?:aria-label|title|alt|placeholder)=\"\\w");

  private static final Pattern TEXT_IN_AN_EXPRESSION = Pattern.compile("'[^']*'");

  /** Keys that are put together from the name of a thing. */
  private static final List<String> BY_NAME =
      List.of(
          "actor.",
          "basis.",
          "check.",
          "elevation.do.",
          "elevation.emergency.",
          "elevation.review.",
          "elevation.state.",
          "elevation.why.",
          "erase.goes.",
          "erase.stays.",
          "error.",
          "device_key.",
          "event.",
          "field.",
          "hint.",
          "letter.",
          "menu.",
          "notable.",
          "passkey.",
          "staff.act.",
          "staff.done.",
          "staff.passkeys.",
          "staff.role.",
          "staff.roles.",
          "staff.state.",
          "problem.",
          "purpose.",
          "readers.",
          "scope.",
          "source.",
          "ways.done.",
          "welcome.end.",
          "welcome.key.",
          "welcome.log.",
          "why.",
          "console.age.",
          "console.basis.",
          "console.because.",
          "console.category.",
          "console.chart.",
          "console.clients.kind.",
          "console.clients.proof.",
          "console.datum.",
          "console.keys.custody.",
          "console.keys.for.",
          "console.keys.kind.",
          "console.keys.means.",
          "console.keys.place.",
          "console.keys.signer.",
          "console.keys.state.",
          "console.keys.rotation",
          "console.keys.step.",
          "console.outcome.",
          "console.people.",
          "console.protection.",
          "console.purpose.",
          "console.reason.",
          "console.role.",
          "console.sensitivity.",
          "console.series.",
          "console.special.");

  /** What is called so in every language. */
  private static final Set<String> NAMES =
      Set.of("Clef", "Java", "PostgreSQL", "UTC", "ada@example.org");

  private static Properties messages(String suffix) throws IOException {
    String name = "/messages/pages" + suffix + ".properties";
    try (Reader reader =
        new InputStreamReader(
            Objects.requireNonNull(MessagesTest.class.getResourceAsStream(name), name),
            StandardCharsets.UTF_8)) {
      Properties properties = new Properties();
      properties.load(reader);
      return properties;
    }
  }

  static List<Locale> translated() {
    return Languages.ALL.stream().filter(locale -> !locale.equals(Locale.ENGLISH)).toList();
  }

  @Test
  void there_are_seven_languages() {
    assertThat(Languages.ALL).hasSize(7);
  }

  @ParameterizedTest
  @MethodSource("translated")
  void no_language_lacks_a_message_or_has_one_of_its_own(Locale language) throws IOException {
    Properties english = messages("");
    Properties other = messages("_" + language.getLanguage());
    assertThat(other.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
    for (String key : english.stringPropertyNames()) {
      assertThat(filledIn(other.getProperty(key)))
          .as(key)
          .isEqualTo(filledIn(english.getProperty(key)));
      assertThat(other.getProperty(key)).as(key).isNotBlank().doesNotContain("'");
    }
  }

  @Test
  void every_key_is_one_and_every_message_is_said() throws IOException {
    Set<String> keys = messages("").stringPropertyNames();
    Set<String> quoted = new TreeSet<>();
    Set<String> said = new TreeSet<>();
    for (Path file : files("resources/templates")) {
      quoted.addAll(found(QUOTED, Files.readString(file)));
      said.addAll(found(SAID, Files.readString(file)));
    }
    for (Path file : files("java")) {
      quoted.addAll(found(QUOTED, Files.readString(file)));
    }
    assertThat(keys).containsAll(said);
    assertThat(keys)
        .allMatch(key ->
            said.contains(key)
                || quoted.contains(key)
                || BY_NAME.stream().anyMatch(key::startsWith));
  }

  @Test
  void whatever_the_catalogue_says_of_a_field_that_is_shown_can_be_said() throws IOException {
    Set<String> keys = messages("").stringPropertyNames();
    for (Datum datum : Catalogue.all()) {
      if (datum.readers().contains(Role.LISTENER) && Fields.isValid(datum.name())) {
        String readers = datum.readers().stream().map(Role::code).collect(Collectors.joining("_"));
        assertThat(keys)
            .contains(
                "why." + datum.name().replace(".*", ""),
                "basis." + datum.basis().code(),
                "readers." + readers);
      }
    }
  }

  @Test
  void templates_have_no_words_of_their_own() throws IOException {
    List<String> own = new ArrayList<>();
    for (Path file : files("resources/templates")) {
      if (!file.endsWith("styleguide.html")) { // its examples are English
        ownWords(Files.readString(file))
            .forEach(words -> own.add(file.getFileName() + ": " + words));
      }
    }
    assertThat(own).isEmpty();
    assertThat(
            ownWords(
                "<p th:text=\"${a > b} ? #{c.d} : 'e'\">One</p><a th:href=\"${f}\"><b>UTC</b>"))
        .isEmpty();
    assertThat(ownWords("<p class=\"x\">One thing</p> two <i aria-label=\"Three\"></i>"))
        .hasSize(3);
    assertThat(ownWords("<p th:replace=\"~{parts/show :: headline('Four words', '')}\"></p>"))
        .hasSize(1);
  }

  private static List<String> ownWords(String template) {
    List<String> own = new ArrayList<>();
    String shown = template.replaceAll("(?s)<!--.*?-->", "");
    TAG_AND_TEXT
        .matcher(shown)
        .results()
        .forEach(match -> {
          String tag = match.group(1);
          String text = match.group(2).strip();
          boolean replaced = tag.contains("th:text=") || NAMES.contains(text);
          if (!replaced && text.codePoints().anyMatch(Character::isLetter)) {
            own.add(text);
          }
          own.addAll(found(WORDS_IN_AN_ATTRIBUTE, tag));
          found(TEXT_IN_AN_EXPRESSION, tag).stream()
              .filter(literal -> literal.matches("'(?!\\./).*\\p{L} .*\\p{L}.*'"))
              .forEach(own::add);
        });
    return own;
  }

  private static List<Path> files(String folder) throws IOException {
    try (Stream<Path> files = Files.walk(MAIN.resolve(folder))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  /** What a pattern finds: its first group, or all of it when there is none. */
  private static List<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(match -> match.group(Math.min(1, match.groupCount())))
        .toList();
  }

  private static List<String> filledIn(String message) {
    return FILLED_IN.matcher(message).results().map(MatchResult::group).sorted().toList();
  }
}
