package dev.clef.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.clef.mail.Letter.Template;
import dev.clef.platform.web.pages.Languages;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every letter in every language, with everything in it and nothing that runs. */
class PaperTest {

  private static final Instant AT = Instant.parse("2026-03-12T10:05:00Z");
  private static final URI SITE = URI.create("https://id.example.org/privacy");

  private final Paper paper = Papers.paper(SITE);

  static Stream<Arguments> everything() {
    return Languages.ALL.stream()
        .flatMap(language -> Papers.all().stream().map(letter -> Arguments.of(language, letter)));
  }

  @Test
  void there_is_one_of_each() {
    assertThat(Papers.all())
        .extracting(Letter::template)
        .containsExactlyElementsOf(Arrays.asList(Template.values()));
  }

  @ParameterizedTest
  @MethodSource("everything")
  void a_letter_says_what_it_has_to_say(Locale language, Letter letter) {
    Written written = paper.write(letter, language, AT);
    assertThat(written.html())
        .contains("<html lang=\"" + language.getLanguage() + "\"", "prefers-color-scheme: dark")
        .doesNotContain(" th:", "??", "{0}", "{1}", "{2}")
        .doesNotContain(
            "<img", "<table", "<script", "<link", "<iframe", "url(", "@import", "onerror='")
        .contains(escaped(written.subject()));
    assertThat(written.html().split("https?://", -1))
        .as("the one address, twice: as a link and to be read")
        .hasSize(3);
    assertThat(written.text()).contains(SITE.toString()).doesNotContain("??", "{0}", "{1}", "{2}");
    for (String said : said(letter, language)) {
      assertThat(written.text()).contains(said);
      assertThat(written.html()).contains(escaped(said));
    }
  }

  /** What must be read in it, in whatever language. */
  private static List<String> said(Letter letter, Locale language) {
    return switch (letter) {
      case Letter.WithCode coded -> List.of(Papers.CODE.digits(), "10");
      case Letter.NewDevice device ->
          List.of(Papers.EVIL, Locale.of("", "JP").getDisplayCountry(language), "UTC");
      case Letter.AddressTaken taken -> List.of("2026", "UTC");
      case Letter.AddressChanged changed -> List.of("2026", "UTC");
      case Letter.PasswordChanged changed -> List.of("2026", "UTC");
      case Letter.CodesLocked locked -> List.of("2026", "UTC");
      case Letter.FactorAdded added -> List.of("2026", "UTC");
      case Letter.FactorRemoved removed -> List.of("2026", "UTC");
      case Letter.RecoveryCodeUsed used -> List.of("2026", "UTC", "7");
      case Letter.FactorsLost lost -> List.of("2026", "UTC", "15");
    };
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  @Test
  void no_two_languages_and_no_two_letters_say_the_same() {
    Set<String> texts = new HashSet<>();
    Set<String> subjects = new HashSet<>();
    for (Locale language : Languages.ALL) {
      for (Letter letter : Papers.all()) {
        Written written = paper.write(letter, language, AT);
        assertThat(texts.add(written.text())).as("%s %s", language, letter.template()).isTrue();
        assertThat(subjects.add(written.subject())).as(written.subject()).isTrue();
      }
    }
  }

  @Test
  void a_subject_holds_no_code_and_is_one_line() {
    for (Letter letter : Papers.all()) {
      assertThat(paper.write(letter, Locale.GERMAN, AT).subject())
          .doesNotContain(Papers.CODE.digits());
    }
    for (String ends : List.of("a\r\nBcc: b@example.org", "a\nb", "a\u2028b", "a\u0085b", " ")) {
      assertThatIllegalArgumentException().isThrownBy(() -> new Written(ends, "", ""));
    }
  }

  @Test
  void without_a_site_there_is_no_link() {
    Written written = Papers.paper(null).write(new Letter.PasswordChanged(), Locale.ENGLISH, AT);
    assertThat(written.html()).doesNotContain("href", "http");
    assertThat(written.text()).doesNotContain("http");
  }

  @Test
  void what_a_letter_cannot_say_is_refused() {
    for (String code : List.of("12345", "123456789", "12345a", "１２３４５６", "")) {
      assertThatIllegalArgumentException().isThrownBy(() -> new Letter.Code(code));
    }
    for (String browser : List.of("", " ", "Fire\r\nfox", "a\u2028b", "a\u202eb", "x".repeat(61))) {
      assertThatIllegalArgumentException().isThrownBy(() -> new Letter.NewDevice(browser, "DE"));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Letter.NewDevice("Firefox", "Germany"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Letter.ResetCode(Papers.CODE, Duration.ofSeconds(59)));
    assertThat(new Letter.ResetCode(Papers.CODE, Papers.TEN_MINUTES).toString())
        .doesNotContain(Papers.CODE.digits());
  }

  @Test
  void what_is_stored_of_a_letter_makes_it_again() {
    for (Letter letter : Papers.all()) {
      byte[] stored = Content.write(letter, new MailAddress("a@example.org"));
      assertThat(stored).isNotNull();
      var members = Content.read(Objects.requireNonNull(stored));
      assertThat(Content.letter(letter.template(), members)).isEqualTo(letter);
      assertThat(Content.address(members)).contains(new MailAddress("a@example.org"));
      assertThat(Template.of(letter.template().code())).contains(letter.template());
    }
    assertThat(Content.write(new Letter.PasswordChanged(), null)).isNull();
  }
}
