package dev.clef.center;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.platform.DataFolder;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.TimeZones;
import dev.clef.platform.web.pages.Words;
import dev.clef.testing.AuthenticatorOwner;
import dev.clef.testing.Browser;
import dev.clef.testing.Browser.Look;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.interactions.Actions;
import org.springframework.beans.factory.annotation.Autowired;

/** The pages as people really use them: without scripts, by keyboard, twice, too late. */
@ClefServer
class RoughUseTest {

  private static final long FIRST_PAGE_BYTES = 100_000;

  private final Running clef;
  private final DataFolder folder;

  @Autowired
  RoughUseTest(Running clef, DataFolder folder) {
    this.clef = clef;
    this.folder = folder;
  }

  @BeforeAll
  static void needsChromium() {
    Browser.required();
  }

  @Test
  void everything_works_without_scripts() throws Exception {
    Listener anna = Listener.some();
    try (Browser browser = Browser.open(new Look("en", false, true, false), clef.port())) {
      register(browser, anna);
      assertThat(browser.path()).isEqualTo("/privacy");
      browser.click("#row-given_name a");
      assertThat(browser.path()).isEqualTo("/privacy/change/given_name");
      browser.type("given_name", "Käthe").submit();
      assertThat(browser.textOf("#row-given_name .value")).isEqualTo("Käthe");
      browser.click("#notice button");
      assertThat(browser.all("#row-given_name .none")).hasSize(1);
      assertThat(browser.visit("/privacy/activity").text()).contains("Times: UTC.");
      browser.visit("/privacy");
      browser.choose("language", "de").submitForm("/language");
      assertThat(browser.heading()).isEqualTo("Das speichern wir über dich");
      browser.visit("/privacy/erase").type("password", anna.password()).tick("understood").submit();
      assertThat(browser.path()).startsWith("/erased/");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void a_correction_happens_in_place() throws Exception {
    Listener anna = Listener.some();
    try (Browser browser = Browser.open(Look.desktop("en"), clef.port())) {
      register(browser, anna);
      Object page = browser.script("return window.marked = 'the same page'");
      browser.driver().findElement(By.cssSelector("#row-phone_number a")).click();
      browser.await("#phone_number").see("in-place");
      browser.await("#phone_number:focus").press("call me", Keys.ENTER);
      browser.await("#phone_number-error").see("in-place-wrong");
      assertThat(
              Objects.requireNonNull(
                  browser.all("#phone_number").getFirst().getDomProperty("value")))
          .as("what was typed is kept")
          .isEqualTo("call me");
      browser.type("phone_number", "+49 30 1234567").press(Keys.ENTER);
      browser.await("#row-phone_number a:focus").see("in-place-done");
      assertThat(browser.textOf("#row-phone_number .value")).isEqualTo("+49301234567");
      assertThat(browser.path()).isEqualTo("/privacy");
      assertThat(browser.script("return window.marked")).isEqualTo(page);
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void the_keyboard_is_enough() throws Exception {
    Listener anna = Listener.some().registered(clef.client());
    try (Browser browser = Browser.open(Look.desktop("en"), clef.port())) {
      browser.visit("/").press(Keys.TAB);
      assertThat(browser.script("return document.activeElement.textContent"))
          .isEqualTo("Skip to the content");
      assertThat(browser.script("return document.activeElement.getBoundingClientRect().top >= 0"))
          .as("the skip link is seen when it has the focus")
          .isEqualTo(true);
      browser.tabTo("a[href='/sign-in']").enter();
      browser.tabTo("#name").press(anna.name());
      browser.press(Keys.TAB);
      assertThat(browser.script("return document.activeElement.id")).isEqualTo("password");
      browser.press(anna.password()).enter();
      assertThat(browser.path()).isEqualTo("/privacy");
      browser.tabTo("#row-display_name a").press(Keys.ENTER).await("#display_name");
      browser.await("#display_name:focus").selectAll().press("The keyboard");
      browser.press(Keys.ENTER).await("#notice .good");
      assertThat(browser.textOf("#row-display_name .value")).isEqualTo("The keyboard");
      browser.tabTo("a[href='/privacy/erase']").enter();
      browser.tabTo("#password").press(anna.password());
      browser.press(Keys.TAB, Keys.SPACE, Keys.ENTER);
      browser.await(".card a.button");
      assertThat(browser.path()).startsWith("/erased/");
      assertThat(unmarked(browser)).as("elements that hide their focus").isEmpty();
    }
  }

  /** What Tab reaches on this page and does not show the focus. */
  private static List<String> unmarked(Browser browser) {
    List<String> unmarked = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      browser.press(Keys.TAB);
      unmarked.addAll(
          browser.strings(
              """
              const one = document.activeElement;
              const style = getComputedStyle(one);
              return one !== document.body && (style.outlineStyle === "none"
                || parseFloat(style.outlineWidth) < 2) ? [one.outerHTML] : [];
              """));
    }
    return unmarked;
  }

  @Test
  void a_second_click_registers_nobody_twice() throws Exception {
    Listener anna = Listener.some();
    try (Browser browser = Browser.open(Look.desktop("en"), clef.port())) {
      filled(browser, anna);
      browser.script(
          "const button = document.querySelector('main form button'); button.click();"
              + " button.click();");
      browser.await("#row-username");
      assertThat(browser.path()).isEqualTo("/privacy");
      assertThat(browser.text()).contains(anna.name());
    }
  }

  @Test
  void nor_does_it_without_scripts() throws Exception {
    Listener anna = Listener.some();
    try (Browser browser = Browser.open(new Look("en", false, false, false), clef.port())) {
      filled(browser, anna);
      WebElement button = browser.driver().findElement(By.cssSelector("main form button"));
      new Actions(browser.driver()).doubleClick(button).perform();
      browser.await("#row-username");
      assertThat(browser.path()).isEqualTo("/privacy");
      assertThat(browser.text()).contains(anna.name());
      browser.driver().manage().deleteAllCookies();
      filled(browser, anna).type("password", "another pass phrase").submit();
      assertThat(browser.text()).contains("Somebody else has this name.");
    }
  }

  @Test
  void a_session_that_ended_leads_to_sign_in_and_back() throws Exception {
    Listener anna = Listener.some();
    try (Browser browser = Browser.open(Look.desktop("en"), clef.port())) {
      register(browser, anna);
      clef.data().update("delete from identity.session");
      browser.driver().findElement(By.cssSelector("#row-country a")).click();
      browser.await("#name");
      assertThat(browser.text()).contains("Your session has ended");
      browser.type("name", anna.name()).type("password", anna.password()).submit();
      assertThat(browser.path()).isEqualTo("/privacy");
      browser.visit("/privacy/activity");
      clef.data().update("delete from identity.session");
      browser.visit("/privacy/activity");
      assertThat(browser.path()).isEqualTo("/sign-in");
      browser.type("name", anna.name()).type("password", anna.password()).submit();
      assertThat(browser.path()).isEqualTo("/privacy/activity");
    }
  }

  @Test
  void what_was_typed_outlives_the_session() throws Exception {
    Listener anna = Listener.some();
    try (Browser browser = Browser.open(Look.desktop("en"), clef.port())) {
      register(browser, anna);
      browser.driver().findElement(By.cssSelector("#row-given_name a")).click();
      browser.await("#given_name:focus").press("Käthe");
      clef.data().update("delete from identity.session");
      browser.press(Keys.ENTER).await(".said a").see("in-place-ended");
      String form = browser.driver().getWindowHandle();
      browser.driver().findElement(By.cssSelector(".said a")).click();
      browser.switchToWindowBeside(form);
      browser.await("#name").type("name", anna.name()).type("password", anna.password()).submit();
      browser.driver().switchTo().window(form);
      browser.driver().findElement(By.cssSelector(".in-place button")).click();
      browser.await("#notice .good");
      assertThat(browser.textOf("#row-given_name .value")).isEqualTo("Käthe");
    }
  }

  @Test
  void what_was_typed_without_scripts_outlives_the_session_too() throws Exception {
    Listener anna = Listener.some();
    try (Browser browser = Browser.open(new Look("en", false, true, false), clef.port())) {
      register(browser, anna);
      String address = "1 Harbour Lane\nSydney";
      browser.visit("/privacy/change/address").type("address", address);
      clef.data().update("delete from identity.session");
      browser.submit();
      assertThat(browser.path()).isEqualTo("/sign-in");
      browser.type("name", anna.name()).type("password", anna.password()).submit();
      assertThat(browser.path()).isEqualTo("/privacy/change/address");
      assertThat(browser.text()).contains("What you typed is here; save it now.");
      browser.submit();
      assertThat(browser.textOf("#row-address .value")).isEqualTo(address);
      browser.visit("/privacy/change/address");
      assertThat(browser.text()).as("it is given back once").doesNotContain("What you typed");
    }
  }

  @Test
  void times_are_those_of_the_reader() throws Exception {
    ZoneId zone = ZoneId.of("Pacific/Kiritimati"); // 14 hours ahead: another day most of the time
    Listener anna = Listener.some();
    try (Browser browser = Browser.open(Look.desktop("en"), clef.port())) {
      browser
          .driver()
          .executeCdpCommand("Emulation.setTimezoneOverride", Map.of("timezoneId", zone.getId()));
      register(browser, anna);
      browser.visit("/privacy/activity");
      assertThat(browser.text()).contains("Times: " + TimeZones.name(zone, Locale.ENGLISH) + ".");
      WebElement time = browser.all(".timeline time").getFirst();
      Instant at = Instant.parse(Objects.requireNonNull(time.getDomAttribute("datetime")));
      assertThat(time.getText()).isEqualTo(Words.time(new Reader(Locale.ENGLISH, zone), at));
    }
  }

  @Test
  void nothing_is_shown_after_signing_out_and_going_back() throws Exception {
    Listener anna = Listener.some();
    try (Browser browser = Browser.open(Look.desktop("en"), clef.port())) {
      register(browser, anna);
      browser.visit("/privacy").submitForm("/sign-out");
      browser.driver().navigate().back();
      browser.await("#name");
      assertThat(browser.text()).doesNotContain(anna.name());
    }
  }

  @Test
  void two_tabs_do_not_get_in_each_others_way() throws Exception {
    Listener anna = Listener.some();
    try (Browser browser = Browser.open(Look.desktop("en"), clef.port())) {
      register(browser, anna);
      browser.visit("/privacy/change/given_name").type("given_name", "First");
      String first = browser.driver().getWindowHandle();
      browser.driver().switchTo().newWindow(WindowType.TAB);
      browser.visit("/privacy/change/given_name").type("given_name", "Second").submit();
      browser.driver().switchTo().window(first);
      browser.submit();
      assertThat(browser.textOf("#row-given_name .value")).isEqualTo("First");
      browser.visit("/privacy/change/given_name").type("given_name", "Too late");
      String late = browser.driver().getWindowHandle();
      browser.driver().switchTo().newWindow(WindowType.TAB);
      browser.visit("/privacy/erase").type("password", anna.password()).tick("understood").submit();
      assertThat(browser.path()).startsWith("/erased/");
      browser.driver().switchTo().window(late);
      browser.submit();
      assertThat(browser.path()).isEqualTo("/sign-in");
    }
  }

  @Test
  void the_first_page_is_light() throws Exception {
    try (Browser browser = Browser.open(Look.desktop("ja"), clef.port())) {
      for (String page : List.of("/", "/register", "/sign-in")) {
        browser.visit(page);
        Object bytes =
            browser.script(
                """
                return performance.getEntries().filter(entry => "transferSize" in entry)
                  .reduce((sum, entry) => sum + entry.transferSize, 0);
                """);
        assertThat(((Number) Objects.requireNonNull(bytes)).longValue())
            .isBetween(1_000L, FIRST_PAGE_BYTES);
        browser.driver().executeCdpCommand("Network.clearBrowserCache", java.util.Map.of());
      }
    }
  }

  @Test
  void pages_stand_when_read_from_right_to_left() throws Exception {
    Listener anna = Listener.some();
    try (Browser browser = Browser.open(new Look("en", false, true, true), clef.port())) {
      register(browser, anna);
      for (String page : Arrays.asList("", "/activity", "/devices", "/erase")) {
        browser.visit("/privacy" + page).script("document.documentElement.dir = 'rtl'");
        browser.see("rtl" + page.replace("/", "-"));
        assertThat(
                browser.script(
                    "return document.querySelector('.brand').getBoundingClientRect().right"
                        + " > innerWidth / 2"))
            .as("the logo stands on the right")
            .isEqualTo(true);
      }
    }
  }

  @Test
  void an_authenticator_asks_for_its_code() throws Exception {
    Listener anna = Listener.some();
    AuthenticatorOwner owner =
        AuthenticatorOwner.imported(clef, folder.secrets(), anna.name(), anna.password());
    try (Browser browser = Browser.open(new Look("de", true, false, true), clef.port())) {
      browser.visit("/privacy/devices");
      browser.type("name", anna.name()).type("password", anna.password()).submit().see("code");
      browser.type("code", owner.wrongCode()).submit().see("code-wrong");
      assertThat(browser.all("#code-error")).hasSize(1);
      assertThat(browser.source()).doesNotContain(anna.password());
      browser.type("code", owner.code()).submit();
      assertThat(browser.path()).isEqualTo("/privacy/devices");
    }
  }

  private void register(Browser browser, Listener listener) {
    filled(browser, listener);
    browser.submit();
  }

  private static Browser filled(Browser browser, Listener listener) {
    return browser
        .visit("/register")
        .type("username", listener.name())
        .type("password", listener.password())
        .type("birth_date", "1990-12-10")
        .choose("country", "DE");
  }
}
