package dev.clef.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.AuthenticatorOwner;
import dev.clef.testing.Browser;
import dev.clef.testing.Browser.Look;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openqa.selenium.By;
import org.openqa.selenium.virtualauthenticator.HasVirtualAuthenticator;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticator;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Passkeys, an app and recovery codes in a real browser with a virtual authenticator. */
@ClefServer
class WaysPagesTest {

  private final Running clef;

  @Autowired
  WaysPagesTest(Running clef) {
    this.clef = clef;
  }

  @BeforeAll
  static void needsChromium() {
    Browser.required();
  }

  static List<Look> looks() {
    return List.of(Look.desktop("en"), new Look("de", true, true, true));
  }

  /** A phone or computer that checks its owner, and keeps keys. */
  private static VirtualAuthenticator authenticator(Browser browser, boolean verified) {
    HasVirtualAuthenticator driver = browser.driver();
    return driver.addVirtualAuthenticator(
        new VirtualAuthenticatorOptions()
            .setProtocol(VirtualAuthenticatorOptions.Protocol.CTAP2)
            .setTransport(VirtualAuthenticatorOptions.Transport.INTERNAL)
            .setHasResidentKey(true)
            .setHasUserVerification(true)
            .setIsUserVerified(verified));
  }

  @ParameterizedTest
  @MethodSource("looks")
  void the_way_of_somebody_who_wants_more_than_a_password(Look look) throws IOException {
    Listener listener = Listener.some().registered(clef.client());
    try (Browser browser = Browser.open(look, clef.port())) {
      VirtualAuthenticator device = authenticator(browser, true);
      browser.visit("/sign-in").await("[data-passkey]:not([hidden])").see("sign-in-passkey");
      browser.type("name", listener.name()).type("password", listener.password());
      browser.click("main form button");
      assertThat(browser.path()).isEqualTo("/privacy");

      browser.visit("/privacy/ways").see("ways-empty");
      browser.click("a[href='/privacy/ways/passkeys']").await("[data-passkey]:not([hidden])");
      browser.see("passkey-new").type("name", "My <phone>").click("[data-passkey] button");
      browser.await(".notice.good").see("ways-added");
      assertThat(browser.text()).contains("My <phone>");
      assertThat(device.getCredentials()).hasSize(1);
      assertThat(device.getCredentials().getFirst().isResidentCredential()).isTrue();
      assertThat(browser.complaints()).isEmpty();

      // Once more on the same device: it has one.
      browser.visit("/privacy/ways/passkeys").await("[data-passkey]:not([hidden])");
      browser.driver().findElement(By.cssSelector("[data-passkey] button")).click();
      browser.await("[data-said=exists]:not([hidden])");

      browser.submitForm("/sign-out").visit("/sign-in");
      Awaitility.await().until(() -> browser.path().equals("/privacy"));

      browser.visit("/privacy/ways/authenticator").see("authenticator");
      AuthenticatorOwner owner =
          AuthenticatorOwner.withSecret(browser.textOf("code.secret"), clef.clock());
      browser.type("name", "App").type("code", owner.wrongCode()).submit();
      browser.see("authenticator-wrong");
      browser.type("code", owner.code()).submit();
      assertThat(browser.path()).isEqualTo("/privacy/ways");
      browser.click("form[action='/privacy/ways/recovery-codes'] button").see("recovery-codes");
      assertThat(browser.all(".codes code")).hasSize(10);
      browser.visit("/privacy/ways").see("ways-full");

      clef.clock().advance(Duration.ofMinutes(20));
      browser.visit("/privacy/erase");
      assertThat(browser.path()).isEqualTo("/privacy/confirm");
      browser.await("[data-passkey]:not([hidden])").see("confirm");
      browser.click("[data-passkey] button");
      assertThat(browser.path()).isEqualTo("/privacy/erase");
      assertThat(browser.all("[name=password]")).as("no password after a passkey").isEmpty();
      browser.see("erase-after-passkey");

      browser.visit("/privacy/ways").click(".rows a[href*='/ways/passkeys/']").see("passkey");
      browser.click("form[action$='/remove'] button");
      assertThat(browser.all(".notice.good")).hasSize(1);
      // A phone that keeps a list was told that the key is good no more.
      Awaitility.await().untilAsserted(() -> assertThat(device.getCredentials()).isEmpty());
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("looks")
  void codes_that_are_taken_no_more_leave_another_way(Look look) throws IOException {
    Listener listener = Listener.some();
    Client owner = listener.signedIn(clef.client());
    JsonNode setup = owner.post("/api/v1/me/authenticator/setup", Map.of()).json();
    AuthenticatorOwner app =
        AuthenticatorOwner.withSecret(setup.get("secret").asString(), clef.clock());
    Map<String, String> add =
        Map.of("setup", setup.get("setup").asString(), "code", app.code(), "name", "App");
    assertThat(owner.post("/api/v1/me/authenticator", add).status()).isEqualTo(204);
    JsonNode recovery = owner.post("/api/v1/me/recovery-codes", Map.of()).json().get("codes");
    UUID person = UUID.fromString(owner.get("/api/v1/me").json().get("user_id").asString());
    clef.data()
        .update(
            "update identity.account set code_failures = ? where user_id = ?",
            AppCodes.MOST_WRONG,
            person);
    try (Browser browser = Browser.open(look, clef.port())) {
      browser.visit("/sign-in");
      browser.type("name", listener.name()).type("password", listener.password()).submit();
      clef.clock().advance(Duration.ofSeconds(30));
      browser.type("code", app.code()).submit().see("code-locked");
      assertThat(browser.all("[aria-invalid=true]")).isNotEmpty();
      browser.type("code", recovery.get(0).asString()).submit();
      assertThat(browser.path()).isEqualTo("/privacy");
    }
  }

  @ParameterizedTest
  @MethodSource("looks")
  void who_changes_a_way_in_is_asked_about_those_who_came_in_before(Look look) throws IOException {
    Listener listener = Listener.some();
    Client elsewhere = listener.signedIn(clef.client());
    try (Browser browser = Browser.open(look, clef.port())) {
      authenticator(browser, true);
      browser.visit("/sign-in").await("[data-passkey]:not([hidden])");
      browser.type("name", listener.name()).type("password", listener.password());
      browser.click("main form button").visit("/privacy/ways");
      assertThat(browser.all("form[action='/privacy/devices/end-others']")).isEmpty();
      browser.visit("/privacy/ways/passkeys").await("[data-passkey]:not([hidden])");
      browser.type("name", "Phone").click("[data-passkey] button");
      browser.await(".notice.good").see("ways-others");
      assertThat(elsewhere.get("/api/v1/me").status()).isEqualTo(200);
      browser.submitForm("/privacy/devices/end-others").see("devices-others-ended");
      assertThat(elsewhere.get("/api/v1/me").status()).isEqualTo(401);
      assertThat(browser.path()).isEqualTo("/privacy/devices");
      assertThat(browser.all("form[action='/privacy/devices/end-others']")).isEmpty();
      browser.visit("/privacy/ways?done=added");
      assertThat(browser.all("form[action='/privacy/devices/end-others']")).isEmpty();
      listener.signIn(elsewhere);
      browser.visit("/privacy/devices").see("devices-two");
      assertThat(browser.all("form[action='/privacy/devices/end-others']")).hasSize(1);
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void a_name_in_the_form_offers_the_passkey() throws IOException {
    Listener listener = Listener.some().registered(clef.client());
    try (Browser browser = Browser.open(Look.desktop("en"), clef.port())) {
      VirtualAuthenticator device = authenticator(browser, true);
      browser.visit("/sign-in");
      browser.type("name", listener.name()).type("password", listener.password()).submit();
      browser.visit("/privacy/ways/passkeys").await("[data-passkey]:not([hidden])");
      browser.type("name", "Phone").click("[data-passkey] button");
      browser.submitForm("/sign-out");
      // Nobody clicks: the browser asks its keys as soon as the form is there, and ours says yes.
      browser.visit("/sign-in");
      Awaitility.await().until(() -> browser.path().equals("/privacy"));
      assertThat(device.getCredentials()).hasSize(1);
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void a_button_asks_for_the_passkey_where_the_form_cannot_offer_it() throws IOException {
    Listener listener = Listener.some().registered(clef.client());
    try (Browser browser = Browser.open(Look.desktop("en"), clef.port())) {
      authenticator(browser, true);
      browser
          .driver()
          .executeCdpCommand(
              "Page.addScriptToEvaluateOnNewDocument",
              Map.of(
                  "source",
                  "PublicKeyCredential.isConditionalMediationAvailable = async () => false"));
      browser.visit("/sign-in");
      browser.type("name", listener.name()).type("password", listener.password()).submit();
      browser.visit("/privacy/ways/passkeys").await("[data-passkey]:not([hidden])");
      browser.type("name", "Phone").click("[data-passkey] button");
      browser.submitForm("/sign-out").visit("/sign-in").await("[data-passkey]:not([hidden])");
      browser.click("[data-passkey] button");
      assertThat(browser.path()).isEqualTo("/privacy");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void a_key_that_does_not_know_its_owner_signs_nobody_in() throws IOException {
    Listener listener = Listener.some().registered(clef.client());
    try (Browser browser = Browser.open(Look.desktop("en"), clef.port())) {
      VirtualAuthenticator device = authenticator(browser, true);
      browser.visit("/sign-in");
      browser.type("name", listener.name()).type("password", listener.password()).submit();
      browser.visit("/privacy/ways/passkeys").await("[data-passkey]:not([hidden])");
      browser.type("name", "Phone").click("[data-passkey] button");
      browser.submitForm("/sign-out");
      device.setUserVerified(false);
      browser.visit("/sign-in").await("[data-passkey]:not([hidden])");
      browser.driver().findElement(By.cssSelector("[data-passkey] button")).click();
      browser.await("[data-said=failed]:not([hidden])").see("sign-in-passkey-failed");
      assertThat(browser.path()).isEqualTo("/sign-in");
      assertThat(Objects.requireNonNull(browser.script("return document.activeElement.role")))
          .isEqualTo("alert");
    }
  }

  @Test
  void without_scripts_nothing_is_offered_that_needs_them() throws IOException {
    Listener listener = Listener.some().registered(clef.client());
    try (Browser browser = Browser.open(new Look("en", false, false, false), clef.port())) {
      browser.visit("/sign-in");
      assertThat(browser.driver().findElement(By.cssSelector("[data-passkey]")).isDisplayed())
          .isFalse();
      browser.type("name", listener.name()).type("password", listener.password()).submit();
      browser.visit("/privacy/ways/authenticator");
      AuthenticatorOwner owner =
          AuthenticatorOwner.withSecret(browser.textOf("code.secret"), clef.clock());
      browser.type("name", "App").type("code", owner.code()).submit();
      assertThat(browser.path()).isEqualTo("/privacy/ways");
      browser.click("form[action='/privacy/ways/authenticator/remove'] button");
      assertThat(browser.all(".notice.good")).hasSize(1);
    }
  }
}
