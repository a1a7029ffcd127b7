package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.identity.staff.StaffAccounts;
import dev.clef.testing.Browser;
import dev.clef.testing.Browser.Look;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Operator;
import dev.clef.testing.Running;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

/** People, roles and the proofs of the browser, in a real browser. */
@ClefServer
class StaffPagesTest {

  private final Running clef;
  private final StaffAccounts staff;

  @Autowired
  StaffPagesTest(Running clef, StaffAccounts staff) {
    this.clef = clef;
    this.staff = staff;
  }

  @BeforeAll
  static void needsChromium() {
    Browser.required();
  }

  static List<Look> looks() {
    return List.of(Look.desktop("en"), new Look("de", true, true, true));
  }

  private Operator administrator() {
    for (String table : List.of("account", "invitation", "change")) {
      clef.data().update("delete from identity.staff_" + table);
    }
    clef.clock().advance(Duration.ofMinutes(10));
    return Operator.setUp(
        clef.client(), staff.newSetupToken().orElseThrow().expose(), clef.clock());
  }

  @ParameterizedTest
  @MethodSource("looks")
  void an_administrator_invites_changes_and_ends(Look look) throws IOException {
    Operator ada = administrator();
    try (Browser browser = Browser.open(look, clef.port())) {
      ada.signIn(browser);
      assertThat(browser.path()).isEqualTo("/staff");
      browser.click(".rooms a[href='/staff/people']").see("staff-people-one");
      assertThat(browser.all(".rows .act")).as("nothing to do with one’s own account").isEmpty();
      browser.click("form[action='/staff/people/invite'] button").see("staff-people-no-role");
      assertThat(browser.all("#roles-error")).hasSize(1);
      browser.tick("role_support").click("form[action='/staff/people/invite'] button");
      browser.see("staff-invited");
      String link = browser.textOf("#link");
      assertThat(link).startsWith("https://localhost:" + clef.port() + "/staff/setup?token=");
      browser.visit("/staff/people").see("staff-people-invited");
      assertThat(browser.source()).as("shown once").doesNotContain("token=");

      Client bea = clef.client();
      Operator hers =
          Operator.confirmed(bea, link.substring(link.indexOf('=') + 1), "bea", clef.clock());
      assertThat(hers.addPasskey(bea, "Key").status()).isEqualTo(204);
      browser.visit("/staff/people").see("staff-people-two");
      browser.click(".rows a.act").see("staff-member");
      browser.tick("role_auditor").tick("role_operator").click("form[action$='/roles'] button");
      browser.see("staff-member-wrong");
      assertThat(browser.all("#roles-error")).hasSize(1);
      browser.tick("role_operator").click("form[action$='/roles'] button");
      assertThat(browser.all(".notice.good")).hasSize(1);
      assertThat(bea.get("/staff/keys").status()).isEqualTo(200);

      browser.click(".rows a.act").click("form[action*='/people/'][action$='/sign-out'] button");
      assertThat(browser.all(".notice.good")).hasSize(1);
      assertThat(bea.get("/api/v1/staff/me").code()).isEqualTo("not_signed_in");
      assertThat(hers.signIn(bea).status()).isEqualTo(204);

      browser.submitForm("/staff/people/review");
      assertThat(browser.all(".notice.good")).hasSize(1);
      browser.click(".rows a.act").click("form[action$='/renew'] button");
      assertThat(browser.textOf("#link")).contains("/staff/setup?token=");
      assertThat(bea.get("/api/v1/staff/me").code()).isEqualTo("not_signed_in");
      browser.visit("/staff/people").see("staff-people-renewing");
      browser.click("form[action$='/withdraw'] button").click(".rows a.act");
      browser.click("form[action$='/remove'] button").see("staff-people-after");
      assertThat(browser.all("table tbody tr")).as("every act").hasSize(6);
      assertThat(browser.all(".rows a.act")).isEmpty();

      clef.clock().advance(Duration.ofMinutes(4));
      browser.visit("/staff/people");
      clef.clock().advance(Duration.ofMinutes(12)); // no fresh sign-in any more, and no proof
      browser.visit("/staff/people").await("form[action='/staff/people/review']");
      browser.submitForm("/staff/people/review");
      assertThat(browser.path()).isEqualTo("/staff/sign-in");
      browser.await("[data-passkey]:not([hidden])").see("staff-sign-in-again");
      browser.click("[data-passkey] button");
      assertThat(browser.path()).isEqualTo("/staff/people");
      assertUnmoved(browser);
    }
  }

  @ParameterizedTest
  @MethodSource("looks")
  void a_browser_proves_by_itself_and_one_without_the_key_cannot(Look look) throws IOException {
    Operator ada = administrator();
    try (Browser browser = Browser.open(look, clef.port())) {
      ada.signIn(browser);
      clef.clock().advance(Duration.ofMinutes(6));
      browser.visit("/staff/catalogue?q=name").await(".rooms");
      assertThat(browser.path()).isEqualTo("/staff/catalogue");
      assertThat(String.valueOf(browser.driver().getCurrentUrl())).endsWith("?q=name");

      clef.data().update("update identity.staff_account set roles = '{support}'");
      browser.visit("/staff/keys").see("staff-forbidden");
      assertThat(browser.all(".rooms a")).as("home and elevations").hasSize(2);
      assertThat(browser.all("main .chip").size()).isEqualTo(4);

      browser.visit("/staff/passkeys").see("staff-passkeys-one");
      browser
          .driver()
          .executeAsyncScript(
              """
              const done = arguments[arguments.length - 1];
              const gone = indexedDB.deleteDatabase("clef-staff");
              gone.onsuccess = gone.onblocked = gone.onerror = () => done();
              """);
      clef.clock().advance(Duration.ofMinutes(6));
      browser.visit("/staff").await("[data-proof=failed]:not([hidden])").see("staff-prove-failed");
      assertUnmoved(browser);
    }
  }

  /** Nothing but the answers that say what is to be done. */
  private static void assertUnmoved(Browser browser) {
    assertThat(browser.complaints())
        .filteredOn(message -> !message.contains("status of 401"))
        .filteredOn(message -> !message.contains("status of 403"))
        .isEmpty();
  }
}
