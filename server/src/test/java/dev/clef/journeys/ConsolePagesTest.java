package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.identity.staff.StaffAccounts;
import dev.clef.testing.Browser;
import dev.clef.testing.Browser.Look;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.Operator;
import dev.clef.testing.Running;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** From the printed link to the operator's home, in a real browser. */
@ClefServer
@TestPropertySource(properties = "clef.staff.session-for=6h") // a server of its own: one account
class ConsolePagesTest {

  private final Running clef;
  private final StaffAccounts staff;

  @Autowired
  ConsolePagesTest(Running clef, StaffAccounts staff) {
    this.clef = clef;
    this.staff = staff;
  }

  @BeforeAll
  static void needsChromium() {
    Browser.required();
  }

  static Stream<Look> looks() {
    return Stream.of(Look.desktop("en"), new Look("de", true, true, true));
  }

  @ParameterizedTest
  @MethodSource("looks")
  void from_the_printed_link_to_the_figures(Look look) throws Exception {
    clef.data().update("delete from identity.staff_account");
    clef.data().update("delete from identity.staff_invitation");
    String token = staff.newSetupToken().orElseThrow().expose();
    try (Browser browser = Browser.open(look, clef.port())) {
      browser.visit("/staff");
      assertThat(browser.path()).isEqualTo("/staff/sign-in");
      browser.visit("/staff/setup?token=" + token).see("staff-setup");
      browser.type("name", Operator.NAME).type("password", "short").submit();
      assertThat(browser.all("#errors li")).hasSize(1);
      browser.type("password", Operator.PASSWORD).submit().see("staff-confirm");
      Operator operator =
          Operator.withSecret(browser.all("main code").getFirst().getText(), clef.clock());
      browser.type("code", operator.wrongCode()).submit();
      assertThat(browser.all(".notice.bad")).hasSize(1);
      browser.authenticator();
      browser.type("code", operator.code(0)).submit();
      assertThat(browser.path()).isEqualTo("/staff/passkeys");
      browser.visit("/staff/keys");
      assertThat(browser.path()).as("nothing else is open yet").isEqualTo("/staff/passkeys");
      browser.await("[data-passkey]:not([hidden])").see("staff-passkey-first");
      browser.type("name", "<Laptop>").click("[data-passkey] button").see("staff-passkeys-one");
      assertThat(browser.text()).contains("<Laptop>");
      browser.submitForm("/staff/sign-out").await("[data-passkey]:not([hidden])");
      assertThat(browser.path()).isEqualTo("/staff/sign-in");
      browser.see("staff-sign-in").click("[data-passkey] button");
      assertThat(browser.path()).isEqualTo("/staff");
      browser.see("staff-home-empty");
      someLife();
      Awaitility.await().until(() -> browser.visit("/staff").all(".chart .s1").size() > 0);
      browser.see("staff-home");
      assertThat(browser.text()).contains(said(look));
      browser.choose("language", "ja").submitForm("/language");
      assertThat(browser.path()).isEqualTo("/staff");
      assertThat(browser.text()).contains("現在の状況", "成功", "本人による操作");
      browser.see("staff-home-chosen");
      browser.submitForm("/staff/sign-out");
      browser.visit("/staff");
      assertThat(browser.path()).isEqualTo("/staff/sign-in");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  /** A heading, a series, a purpose. */
  private static List<String> said(Look look) {
    return look.language().equals("de")
        ? List.of("So steht es", "erfolgreich", "Auskunftsersuchen")
        : List.of("How it is", "succeeded", "access request");
  }

  private void someLife() {
    Listener anna = Listener.some();
    Client phone = anna.signedIn(clef.client());
    phone.get("/api/v1/me");
    phone.get("/api/v1/me/export");
    anna.with("password", "not it at all").signIn(clef.client());
  }
}
