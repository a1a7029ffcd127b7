package dev.clef.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.testing.Browser.Look;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** One walk sees each page in every look: what is wrong in one of them alone is found. */
@ClefServer
class SightTest {

  private static final List<Look> LOOKS =
      List.of(
          new Look("en", false, false, true),
          new Look("en", true, false, true),
          new Look("en", true, true, true));

  private final Running clef;

  @Autowired
  SightTest(Running clef) {
    this.clef = clef;
  }

  @BeforeAll
  static void needsChromium() {
    Browser.required();
  }

  @Test
  void a_defect_of_one_look_is_found_and_the_walk_goes_on_in_the_first() throws Exception {
    try (Browser browser = Browser.open(LOOKS, clef.port())) {
      browser.visit("/sign-in").see("sight");
      finds(
          browser,
          "(prefers-color-scheme: light)",
          "main p {color: #bbb !important; background: #fff !important}",
          "en-light-desktop",
          "color-contrast");
      finds(
          browser,
          "(prefers-color-scheme: dark)",
          "main p {color: #444 !important; background: #222 !important}",
          "en-dark-desktop",
          "color-contrast");
      finds(
          browser,
          "(max-width: 400px) and (min-width: 330px)",
          "main {min-width: 450px !important}",
          "en-dark-phone",
          "px too wide at 390");
      finds(
          browser,
          "(max-width: 329px)",
          "main {min-width: 450px !important}",
          "en-light-desktop",
          "px too wide at 320");
    }
  }

  /** Plants a rule of style, as scripts may under the policy of the pages. */
  private static void finds(Browser browser, String where, String style, String look, String said) {
    browser.script(
        """
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(arguments[0]);
        document.adoptedStyleSheets = [sheet];
        """,
        "@media %s { %s }".formatted(where, style));
    assertThatThrownBy(() -> browser.see("sight-wrong"))
        .as(style)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(look)
        .hasMessageContaining(said);
    assertThat(browser.script("return matchMedia('(prefers-color-scheme: light)').matches"))
        .isEqualTo(true);
    assertThat(browser.script("return innerWidth")).isEqualTo(1280L);
  }
}
