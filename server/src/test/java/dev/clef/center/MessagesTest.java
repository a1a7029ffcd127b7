package dev.clef.center;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every language says everything, with the same things filled in. */
class MessagesTest {

  private static final Pattern FILLED_IN = Pattern.compile("\\{\\w+}");

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

  private static List<String> filledIn(String message) {
    return FILLED_IN.matcher(message).results().map(MatchResult::group).sorted().toList();
  }
}
