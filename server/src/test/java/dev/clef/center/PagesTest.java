package dev.clef.center;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.Browser;
import dev.clef.testing.Browser.Look;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openqa.selenium.By;
import org.springframework.beans.factory.annotation.Autowired;

/** The pages in a real browser: every journey of a listener. */
@ClefServer
class PagesTest {

  private final Running clef;

  @Autowired
  PagesTest(Running clef) {
    this.clef = clef;
  }

  @BeforeAll
  static void needsChromium() {
    Browser.required();
  }

  static Stream<List<Look>> looks() {
    return Stream.of(
        List.of(new Look("en", false, false, true), new Look("en", true, false, true)),
        List.of(new Look("de", false, true, true), new Look("de", true, true, true)));
  }

  @ParameterizedTest
  @MethodSource("looks")
  void a_life_with_clef(List<Look> looks) throws Exception {
    Listener anna = Listener.some();
    try (Browser browser = Browser.open(looks, clef.port())) {
      browser.visit("/").see("welcome");
      browser.visit("/register").see("register").submit();
      browser.see("register-wrong");
      assertThat(browser.all("#errors li")).hasSize(4);
      browser
          .type("username", anna.name())
          .type("password", anna.password())
          .type("birth_date", "1990-12-10")
          .choose("country", "DE")
          .type("email", anna.field("email"))
          .submit();
      assertThat(browser.path()).isEqualTo("/privacy");
      assertThat(browser.text()).contains(anna.name(), anna.field("email"));
      browser.see("overview");
      change(browser);
      browser.visit("/privacy/activity").see("activity");
      assertThat(browser.all(".timeline li").size()).isGreaterThan(4);
      browser.visit("/privacy/devices").see("devices");
      assertThat(browser.all(".rows li")).hasSize(1);
      browser.visit("/privacy/password").see("password");
      browser.visit("/privacy/download").see("download");
      browser.visit("/privacy/erase").see("erase");
      browser.type("password", "not it at all").tick("understood").submit();
      browser.see("erase-wrong");
      assertThat(browser.all("#errors li")).hasSize(1);
      browser.type("password", anna.password()).tick("understood").submit();
      assertThat(browser.path()).startsWith("/erased/");
      browser.see("erased");
      browser.visit("/privacy");
      assertThat(browser.path()).isEqualTo("/sign-in");
      browser.see("sign-in");
      browser.type("name", anna.name()).type("password", anna.password()).submit();
      assertThat(browser.all("#errors li")).hasSize(1);
      browser.visit("/erased/00000000-0000-4000-8000-000000000000").see("problem");
      assertThat(browser.complaints())
          .singleElement()
          .asString()
          .contains("/erased/00000000", "status of 404");
    }
  }

  /** Corrects, sees it, takes it back. */
  private static void change(Browser browser) {
    browser.visit("/privacy/change/country").see("change");
    browser.visit("/privacy/change/birth_date").type("birth_date", "2990-01-01").submit();
    browser.see("change-wrong");
    assertThat(browser.all(".error")).hasSize(1);
    browser.visit("/privacy/change/given_name").type("given_name", "Ännchen 🎵").submit();
    assertThat(browser.text()).contains("Ännchen 🎵");
    browser.see("changed");
    browser.driver().findElement(By.cssSelector(".notice button")).click();
    browser.await("#row-given_name .none");
    assertThat(browser.text()).doesNotContain("Ännchen");
  }
}
