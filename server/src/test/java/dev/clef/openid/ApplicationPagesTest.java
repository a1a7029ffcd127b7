package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.clef.testing.Browser;
import dev.clef.testing.Browser.Look;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Listener;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.Running;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * The way from an application on another site and back, in a real browser, which keeps the cookie
 * of a session to itself when another site sends somebody here.
 */
@ClefServer
class ApplicationPagesTest {

  private static final HttpServer APPLICATION = application();
  private static final String SITE = "http://127.0.0.1:" + APPLICATION.getAddress().getPort() + "/";

  private final Running clef;

  @Autowired
  ApplicationPagesTest(Running clef) {
    this.clef = clef;
  }

  /** An application of one page. */
  private static HttpServer application() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            // The link it shows, before the callback; what it was told, there.
            String query = String.valueOf(exchange.getRequestURI().getRawQuery());
            boolean link = exchange.getRequestURI().getPath().equals("/");
            byte[] page =
                ("<!doctype html><title>Player</title><link rel=icon href=data:,><a href=\""
                        + (link ? escaped(URLDecoder.decode(query, StandardCharsets.UTF_8)) : "/")
                        + "\">Player</a><p id=\"said\">"
                        + escaped(link ? "" : query)
                        + "</p>")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  @BeforeAll
  static void needsChromium() {
    Browser.required();
  }

  @AfterAll
  static void stop() {
    APPLICATION.stop(0);
  }

  static Stream<List<Look>> looks() {
    return Stream.of(
        List.of(new Look("en", false, false, true), new Look("en", true, false, true)),
        List.of(new Look("de", false, true, true)),
        List.of(new Look("fr", false, true, false)),
        List.of(new Look("ja", true, true, true)));
  }

  @ParameterizedTest
  @MethodSource("looks")
  void somebody_comes_from_an_application_and_goes_back(List<Look> looks) throws Exception {
    RelyingParty player = RelyingParty.added(clef, "native", SITE + "callback");
    Listener anna = Listener.some().with("locale", looks.getFirst().language());
    anna.registered(clef.client());
    try (Browser browser = Browser.open(looks, clef.port())) {
      lead(browser, player, Map.of());
      awaitPath(browser, "/sign-in");
      see(browser, looks, "application-sign-in");
      browser.type("name", anna.name()).type("password", anna.password()).submit();
      awaitPath(browser, "/consent");
      see(browser, looks, "application-consent");
      String origin = SITE.substring(0, SITE.length() - 1);
      assertThat(browser.text()).contains("Player").contains(origin).contains("180");
      browser.submitForm("/consent/refuse");
      assertThat(said(browser)).contains("error=access_denied").contains("iss=");
      lead(browser, player, Map.of());
      awaitPath(browser, "/consent");
      browser.submitForm("/oauth2/authorize");
      assertThat(said(browser)).contains("code=").doesNotContain("error=");
      browser.visit("/privacy/applications");
      see(browser, looks, "applications");
      assertThat(browser.text()).contains("Player");
      browser.submitForm("/privacy/applications/" + player.clientId() + "/end");
      see(browser, looks, "applications-none");
      assertThat(browser.all("main bdi")).isEmpty();
      lead(browser, player, Map.of());
      awaitPath(browser, "/consent");
      browser.submitForm("/oauth2/authorize");
      assertThat(said(browser)).contains("code=");

      // Nobody is asked, and it is known all the same who is here: this application may never be
      // told without a question, another one may.
      lead(browser, player, Map.of("prompt", "none"));
      assertThat(said(browser)).contains("error=consent_required");

      // Asked to prove it again, nobody is signed out by the mere question.
      lead(browser, player, Map.of("prompt", "login"));
      awaitPath(browser, "/sign-in");
      see(browser, looks, "application-again");
      browser.visit("/privacy");
      assertThat(browser.path()).isEqualTo("/privacy");

      browser.visit("/connect/logout");
      see(browser, looks, "application-sign-out");
      browser.submitForm("/connect/logout");
      lead(browser, player, Map.of("prompt", "none"));
      assertThat(said(browser)).contains("error=login_required");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("looks")
  void somebody_types_the_code_of_a_device(List<Look> looks) throws Exception {
    RelyingParty device = RelyingParty.added(clef, Map.of("name", "Television", "kind", "device"));
    String code =
        device
            .form("/oauth2/device_authorization", Map.of("scope", "openid profile"))
            .json()
            .path("user_code")
            .asString();
    Listener anna = Listener.some().with("locale", looks.getFirst().language());
    anna.registered(clef.client());
    try (Browser browser = Browser.open(looks, clef.port())) {
      browser.visit("/device?user_code=BCDF-GHJK");
      awaitPath(browser, "/sign-in");
      browser.type("name", anna.name()).type("password", anna.password()).submit();
      awaitPath(browser, "/device");
      browser.submitForm("/device");
      see(browser, looks, "device-wrong");
      browser.visit("/device?user_code=" + code);
      see(browser, looks, "device");
      browser.submitForm("/device");
      see(browser, looks, "device-consent");
      assertThat(browser.text()).contains("Television").contains(code).contains("180");
      browser.submitForm("/device/allow");
      see(browser, looks, "device-done");
      assertThat(browser.path()).isEqualTo("/device/allow");
    }
  }

  /** The check of a page is a script itself. */
  private static void see(Browser browser, List<Look> looks, String name) {
    if (looks.getFirst().scripts()) {
      browser.see(name);
    }
  }

  /** Follows a link of the application. */
  private static void lead(Browser browser, RelyingParty player, Map<String, String> more) {
    Map<String, String> request = new HashMap<>(player.request());
    request.putAll(more);
    String to = "https://localhost:" + player.port() + RelyingParty.address(request);
    browser.driver().get(SITE);
    browser.driver().executeScript("document.querySelector('a').href = arguments[0]", to);
    browser.click("a");
  }

  /** What the application was told, as soon as it is. */
  private static String said(Browser browser) {
    Awaitility.await().until(() -> browser.driver().getCurrentUrl().startsWith(SITE + "callback?"));
    return browser.textOf("#said");
  }

  /** Past the page that asks the same again from here. */
  private static void awaitPath(Browser browser, String path) {
    Awaitility.await().until(() -> browser.path().equals(path));
  }
}
