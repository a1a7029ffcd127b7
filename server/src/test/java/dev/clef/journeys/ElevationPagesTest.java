package dev.clef.journeys;

import static dev.clef.identity.staff.StaffRole.PRIVACY_OFFICER;
import static dev.clef.identity.staff.StaffRole.SECURITY;
import static dev.clef.identity.staff.StaffRole.SUPPORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.identity.staff.Colleagues;
import dev.clef.identity.staff.Colleagues.Colleague;
import dev.clef.testing.Browser;
import dev.clef.testing.Browser.Look;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.Keys;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** From the wish to see somebody's data to the page that shows it, in a real browser. */
@ClefServer
class ElevationPagesTest {

  private final Running clef;
  private final Colleagues colleagues;

  @Autowired
  ElevationPagesTest(Running clef, ApplicationContext context) {
    this.clef = clef;
    this.colleagues = new Colleagues(clef, context);
  }

  @BeforeAll
  static void needsChromium() {
    Browser.required();
  }

  static Stream<Look> looks() {
    return Stream.of(
        Look.desktop("en"), new Look("de", true, true, true), new Look("ja", true, false, true));
  }

  @ParameterizedTest
  @MethodSource("looks")
  void asked_approved_opened_read_and_seen_by_the_person(Look look) throws Exception {
    clef.data().update("delete from identity.elevation");
    Listener anna = Listener.some();
    Client annas = anna.signedIn(clef.client());
    Colleague support = colleagues.hire(SUPPORT);
    Colleague officer = colleagues.hire(PRIVACY_OFFICER);
    try (Browser browser = Browser.open(look, clef.port())) {
      as(browser, support).see("staff-elevations-empty");
      browser.visit("/staff/elevations/ask").submit();
      assertThat(browser.all("#errors li")).hasSize(4);
      browser.type("person", anna.name()).type("case_number", "anna's case");
      browser.choose("purpose", "support_case").choose("minutes", "30").submit();
      assertThat(browser.all("#errors li")).hasSize(1);
      browser.see("staff-elevation-ask");
      browser.type("person", "nobody " + anna.name()).type("case_number", "HELP-7").submit();
      assertThat(browser.all(".notice.bad")).hasSize(1);
      browser.type("person", anna.name()).submit();
      String page = browser.path();
      assertThat(page).matches("/staff/elevations/[0-9a-f-]{36}");
      assertThat(browser.source()).doesNotContain(anna.name(), anna.field("email"));

      as(browser, officer).see("staff-elevations-waiting");
      assertThat(browser.text()).contains("HELP-7", support.name());
      browser.click("a[href='" + page + "']").see("staff-elevation-decide");
      browser.submitForm(page + "/approve");
      assertThat(browser.all("form[action='" + page + "/approve']")).isEmpty();

      as(browser, support).visit(page).submitForm(page + "/open");
      browser.submitForm(page + "/read");
      assertThat(browser.all(".error, .notice.bad")).isNotEmpty();
      browser.tabTo("input[name=email]").press(Keys.SPACE);
      browser.tick("given_name").submitForm(page + "/read").see("staff-elevation-shown");
      assertThat(browser.textOf(".shown")).contains(anna.field("email"), anna.field("given_name"));
      assertThat(browser.text()).doesNotContain(anna.field("family_name"));
      assertThat(browser.textOf(".count")).matches("(29|30):[0-5]\\d");
      browser.visit(page);
      assertThat(browser.text()).doesNotContain(anna.field("email"));
      browser.submitForm(page + "/sign-out").see("staff-elevation-signed-out");
      assertThat(browser.all(".notice.good")).hasSize(1);
      assertThat(annas.get("/api/v1/me").code()).isEqualTo("not_signed_in");
      anna.signIn(annas);
      browser.submitForm(page + "/end");
      assertThat(browser.all("input[name=email]")).isEmpty();
      as(browser, officer).see("staff-elevations");

      browser.driver().manage().deleteCookieNamed(Client.STAFF);
      cookie(browser, Client.LISTENER, annas.cookie(Client.LISTENER));
      browser.visit("/privacy/activity").see("activity-staff");
      assertThat(browser.text()).contains(told(look)).doesNotContain(support.name());
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("looks")
  void an_emergency_is_on_every_page_until_it_is_reviewed(Look look) throws Exception {
    clef.data().update("delete from identity.elevation");
    Listener anna = Listener.some();
    anna.signedIn(clef.client());
    Colleague security = colleagues.hire(SECURITY);
    Colleague officer = colleagues.hire(PRIVACY_OFFICER);
    try (Browser browser = Browser.open(look, clef.port())) {
      as(browser, security).visit("/staff/elevations/break-glass").see("staff-break-glass");
      browser.type("person", anna.name()).type("case_number", "SEC-1");
      browser.choose("emergency", "leak_under_way").submit();
      String page = browser.path();
      browser.tick("session").submitForm(page + "/read").see("staff-break-glass-shown");
      assertThat(browser.textOf(".shown")).contains("a test");

      as(browser, officer).visit("/staff").see("staff-home-alarm");
      assertThat(browser.all(".tile .bad-text")).hasSize(1);
      for (String room : new String[] {"/staff", "/staff/elevations", "/staff/catalogue"}) {
        assertThat(browser.visit(room).all(".alarm")).as(room).hasSize(1);
      }
      browser.click(".alarm a").see("staff-elevations-review");
      browser.click("#review a").click("button[value=justified]");
      assertThat(browser.all(".alarm")).isEmpty();
      as(browser, colleagues.hire(SUPPORT));
      assertThat(browser.visit("/staff").all(".alarm")).isEmpty();
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void without_scripts_the_values_leave_the_screen_in_time_too() {
    clef.data().update("delete from identity.elevation");
    Listener anna = Listener.some();
    anna.signedIn(clef.client());
    Client browser = colleagues.hire(SECURITY).browser();
    Client.Answer opened =
        browser.form(
            "/staff/elevations/break-glass",
            Map.of("person", anna.name(), "case_number", "SEC-1", "emergency", "leak_under_way"),
            "en");
    assertThat(opened.status()).isEqualTo(302);
    String id = (String) clef.data().one("select elevation_id::text from identity.elevation");
    Client.Answer shown =
        browser.form("/staff/elevations/" + id + "/read", Map.of("email", "1"), "en");
    assertThat(shown.text()).contains(anna.field("email"));
    assertThat(shown.headers().get("cache-control")).contains("no-store");
    assertThat(shown.headers().get("refresh")).isEqualTo("900;url=/staff/elevations/" + id);
    Client.Answer crossed =
        browser.form("/staff/elevations/" + id + "/read", Map.of("address", "1"), "en");
    assertThat(crossed.text()).as("no field of this purpose").doesNotContain("Street of");
  }

  private static Browser as(Browser browser, Colleague who) {
    browser.visit("/staff/sign-in");
    cookie(browser, Client.STAFF, who.browser().cookie(Client.STAFF));
    return browser.visit("/staff/elevations");
  }

  private static void cookie(Browser browser, String name, String value) {
    browser
        .driver()
        .manage()
        .addCookie(
            new Cookie.Builder(name, value).path("/").isSecure(true).isHttpOnly(true).build());
  }

  private static String told(Look look) {
    return switch (look.language()) {
      case "de" -> "eine zweite Person hat zugestimmt";
      case "ja" -> "別の担当者が承認しました";
      default -> "approved by a second person";
    };
  }
}
