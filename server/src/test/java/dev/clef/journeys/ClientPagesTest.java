package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.identity.staff.StaffAccounts;
import dev.clef.testing.Browser;
import dev.clef.testing.Browser.Look;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.Operator;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.Running;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** Applications in the console, in a real browser. */
@ClefServer
@TestPropertySource(properties = "clef.staff.session-for=5h") // a server of its own: one account
class ClientPagesTest {

  private final Running clef;
  private final StaffAccounts staff;

  @Autowired
  ClientPagesTest(Running clef, StaffAccounts staff) {
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
  void an_application_is_added_used_changed_and_removed(Look look) throws Exception {
    clef.data().update("delete from openid.client");
    clef.data().update("delete from identity.staff_account");
    clef.data().update("delete from identity.staff_invitation");
    Operator operator =
        Operator.setUp(clef.client(), staff.newSetupToken().orElseThrow().expose(), clef.clock());
    try (Browser browser = operator.signIn(Browser.open(look, clef.port()))) {
      browser.await(".rooms");
      browser.visit("/staff/clients").see("staff-clients-none");
      assertThat(browser.all(".empty-state")).hasSize(1);
      browser.click("a[href='/staff/clients/new']").see("staff-client-new");
      browser
          .type("name", "<b>Player</b>")
          .type("redirect_uris", "http://else.example/cb")
          .submit();
      browser.see("staff-client-new-wrong");
      assertThat(browser.all("#errors li")).hasSize(1);
      assertThat(browser.all("#redirect_uris[aria-invalid]")).hasSize(1);
      browser.type("redirect_uris", "https://player.example/cb").submit();
      browser.see("staff-client-made");
      List<String> said =
          browser.all("dl code").stream().map(code -> String.valueOf(code.getText())).toList();
      assertThat(said).hasSize(2);
      String clientId = said.getFirst();
      RelyingParty player =
          new RelyingParty(
              "localhost", clef.port(), clientId, said.getLast(), "https://player.example/cb");
      Client anna = Listener.some().signedIn(clef.client());
      assertThat(player.redeem(player.code(anna)).status()).isEqualTo(200);

      browser.click("main a.button").see("staff-client");
      assertThat(browser.text()).contains(clientId, "<b>Player</b>", "https://player.example/cb");
      browser.submitForm("/staff/clients/" + clientId + "/secret");
      String secret = String.valueOf(browser.all("dl code").getLast().getText());
      assertThat(secret).isNotEqualTo(said.getLast());
      assertThat(player.redeem(player.code(anna)).error()).isEqualTo("invalid_client");
      assertThat(player.withSecret(secret).redeem(player.code(anna)).status()).isEqualTo(200);

      browser.visit("/staff/clients").see("staff-clients");
      assertThat(browser.all("tbody tr")).hasSize(1);
      browser.click("tbody a");
      browser.submitForm("/staff/clients/" + clientId + "/remove");
      assertThat(browser.all("#errors li")).as("not ticked").hasSize(1);
      browser.tick("understood");
      browser.submitForm("/staff/clients/" + clientId + "/remove");
      assertThat(browser.path()).isEqualTo("/staff/clients");
      assertThat(browser.all(".empty-state")).hasSize(1);
      assertThat(clef.operator().get("/api/v1/clients").json().get("clients")).isEmpty();
      withKeysFetched(browser);
      assertThat(browser.complaints()).isEmpty();
    }
  }

  private static void withKeysFetched(Browser browser) {
    browser
        .visit("/staff/clients/new")
        .type("name", "Radio")
        .type("redirect_uris", "https://radio.example/cb")
        .type("jwks_uri", "http://radio.example/jwks")
        .choose("userinfo_signed_response_alg", "RS256")
        .submit();
    assertThat(browser.all("#jwks_uri[aria-invalid]")).hasSize(1);
    browser.type("jwks_uri", "https://radio.example/jwks").submit();
    browser.click("main a.button").see("staff-client-fetched");
    assertThat(browser.text()).contains("https://radio.example/jwks", "RS256");
    browser.type("jwks_uri", "https://radio.example/other").click("form[action$='/keys'] button");
    assertThat(browser.text()).contains("https://radio.example/other");
  }
}
