package dev.clef.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.AuthenticatorOwner;
import dev.clef.testing.Browser;
import dev.clef.testing.Browser.Look;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openqa.selenium.By;
import org.springframework.beans.factory.annotation.Autowired;

/** A browser that is trusted, in a real one: its key is made, kept and used by the page. */
@ClefServer
class DeviceKeyPagesTest {

  private static final String KEPT =
      """
      return new Promise((done) => {
        const opening = indexedDB.open("clef-device", 1);
        opening.onsuccess = () => {
          const store = opening.result.transaction("keys").objectStore("keys");
          const all = store.getAll();
          all.onsuccess = () => {
            opening.result.close();
            done(all.result.map((key) => `${key.type} ${key.extractable} ${key.usages}`));
          };
        };
      });
      """;

  private static final String FORGET =
      """
      return new Promise((done) => {
        indexedDB.deleteDatabase("clef-device").onsuccess = () => done("");
      });
      """;

  private final Running clef;

  @Autowired
  DeviceKeyPagesTest(Running clef) {
    this.clef = clef;
  }

  @BeforeAll
  static void needsChromium() {
    Browser.required();
  }

  static List<Look> looks() {
    return List.of(Look.desktop("en"), new Look("de", true, true, true));
  }

  @ParameterizedTest
  @MethodSource("looks")
  void the_way_of_somebody_who_trusts_this_browser(Look look) throws IOException {
    Listener listener = Listener.some().registered(clef.client());
    try (Browser browser = Browser.open(look, clef.port())) {
      signIn(browser, listener);
      browser.visit("/privacy/ways/authenticator");
      AuthenticatorOwner owner =
          AuthenticatorOwner.withSecret(browser.textOf("code.secret"), clef.clock());
      browser.type("name", "App").type("code", owner.code()).submit();
      browser.click("a[href='/privacy/ways/device-keys']");
      browser.await("[data-device-key]:not([hidden])").see("device-key-new");
      browser.type("name", "");
      browser.driver().findElement(By.cssSelector("[data-device-key] button")).click();
      browser.await("[data-said=name]:not([hidden])").type("name", "My <laptop>");
      browser.click("[data-device-key] button");
      browser.await(".notice.good").see("ways-device");
      assertThat(browser.text()).contains("My <laptop>");
      assertThat(browser.strings(KEPT)).containsExactly("private false sign");

      browser.submitForm("/sign-out");
      signIn(browser, listener);
      assertThat(browser.path()).as("no code was asked").isEqualTo("/privacy");

      // The question was answered; a page that comes back asks anew.
      browser.submitForm("/sign-out").visit("/sign-in");
      browser.type("name", listener.name()).type("password", "wrong").submit();
      assertThat(browser.path()).isEqualTo("/sign-in");
      browser.type("password", listener.password()).submit();
      assertThat(browser.path()).isEqualTo("/privacy");

      browser.submitForm("/sign-out").visit("/sign-in").script(FORGET);
      signIn(browser, listener);
      assertThat(browser.all("input[name=code]")).as("a browser nobody knows").hasSize(1);
      clef.clock().advance(Duration.ofSeconds(30));
      browser.type("code", owner.code()).submit();
      browser.visit("/privacy/ways").click(".rows a[href*='/ways/device-keys/']").see("device-key");
      browser.type("name", "Old laptop").submit();
      assertThat(browser.text()).contains("Old laptop");
      browser.click(".rows a[href*='/ways/device-keys/']").click("form[action$='/remove'] button");
      assertThat(browser.all(".notice.good")).hasSize(1);
      assertThat(browser.all(".rows a[href*='/ways/device-keys/']")).isEmpty();
      assertThat(browser.complaints()).isEmpty();
    }
  }

  private static void signIn(Browser browser, Listener listener) {
    browser.visit("/sign-in");
    browser.type("name", listener.name()).type("password", listener.password()).submit();
  }
}
