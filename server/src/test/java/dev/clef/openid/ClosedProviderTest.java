package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.RelyingParty.Reply;
import dev.clef.testing.Running;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/** A server that others reach and that nobody has given a name. */
@ClefServer
@Import(ClosedProviderTest.Nameless.class)
class ClosedProviderTest {

  private static final String CALLBACK = "https://player.example.com/callback";

  private final Running clef;

  @Autowired
  ClosedProviderTest(Running clef) {
    this.clef = clef;
  }

  @TestConfiguration(proxyBeanMethods = false)
  static class Nameless {

    @Bean
    @Primary
    Issuer nameless() {
      return Issuer.choose(null, Set.of(), false, true);
    }
  }

  @Test
  void no_application_is_answered_and_everything_else_works() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Client browser = Listener.some().signedIn(clef.client());
    for (String path : List.of("/.well-known/openid-configuration", "/oauth2/jwks", "/userinfo")) {
      assertThat(player.get(path).status()).as(path).isEqualTo(503);
    }
    Reply told = player.authorize(browser, player.request());
    assertThat(told.status()).isEqualTo(503);
    assertThat(told.text()).contains("Whoever runs this service");
    assertThat(told.header("location")).isEmpty();
    assertThat(player.refresh("x".repeat(65)).status()).isEqualTo(503);
    assertThat(player.form("/oauth2/par", Map.of()).status()).isEqualTo(503);
    assertThat(player.get(browser, "/connect/logout", "same-origin").status()).isEqualTo(503);
    assertThat(browser.get("/api/v1/me").status()).isEqualTo(200);
  }
}
