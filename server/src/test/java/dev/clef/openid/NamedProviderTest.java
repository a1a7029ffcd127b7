package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.RelyingParty.Reply;
import dev.clef.testing.Running;
import java.text.ParseException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** A server behind a proxy, with a name that its operator has set. */
@ClefServer
@TestPropertySource(properties = "clef.openid.issuer=https://id.example.org")
class NamedProviderTest {

  private static final String CALLBACK = "https://player.example.com/callback";
  private static final String ISSUER = "https://id.example.org";

  private final Running clef;

  @Autowired
  NamedProviderTest(Running clef) {
    this.clef = clef;
  }

  @Test
  void everything_that_is_said_and_led_to_has_the_name_that_was_set() throws ParseException {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Client browser = Listener.some().signedIn(clef.client());
    JsonNode document = player.get("/.well-known/openid-configuration").json();
    assertThat(document.path("issuer").asString()).isEqualTo(ISSUER);
    assertThat(document.toString()).doesNotContain("localhost");
    Map<String, String> request = player.request();
    Reply asks = player.authorize(browser, request);
    assertThat(asks.header("location")).startsWith(ISSUER + "/consent?");
    Reply agreed = player.agree(browser, asks, request.getOrDefault("scope", ""));
    assertThat(agreed.sent("iss")).isEqualTo(ISSUER);
    RelyingParty.Code code =
        new RelyingParty.Code(
            agreed.sent("code"), request.getOrDefault("code_verifier", ""), "", "");
    String idToken = player.redeem(code).json().path("id_token").asString();
    assertThat(SignedJWT.parse(idToken).getJWTClaimsSet().getIssuer()).isEqualTo(ISSUER);
  }
}
