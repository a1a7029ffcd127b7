package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.ClefServer;
import dev.clef.testing.Listener;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.RelyingParty.Reply;
import dev.clef.testing.Running;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * How often the requests there are most of ask the data database. Each time takes a connection from
 * the pool, which counts them: a statement outside a transaction, or a whole transaction.
 */
@ClefServer
class RoundTripsTest {

  private final Running clef;
  private final MeterRegistry meters;

  @Autowired
  RoundTripsTest(Running clef, MeterRegistry meters) {
    this.clef = clef;
    this.meters = meters;
  }

  @Test
  void what_applications_ask_most_costs_few_round_trips() {
    RelyingParty player = RelyingParty.added(clef, "web", "https://trips.example/callback");
    RelyingParty service =
        RelyingParty.added(
            clef, Map.of("name", "Gateway", "kind", "service", "scopes", List.of("read")));
    Reply tokens = player.redeem(player.code(Listener.some().signedIn(clef.client())));
    String access = tokens.json().path("access_token").asString();
    assertThat(fewest(() -> service.form("/oauth2/introspect", Map.of("token", access))))
        .as("introspection: who asks, the token with its client and whether its person is active")
        .isEqualTo(2);
    assertThat(fewest(() -> service.token(Map.of("grant_type", "client_credentials"))))
        .as("client credentials: the client, the token")
        .isEqualTo(2);
    String[] refresh = {tokens.json().path("refresh_token").asString()};
    assertThat(
            fewest(() -> {
              Reply renewed = player.refresh(refresh[0]);
              refresh[0] = renewed.json().path("refresh_token").asString();
              return renewed;
            }))
        .as("refresh: the client, the family, the new tokens")
        .isEqualTo(3);
  }

  @Test
  void userinfo_that_opens_nothing_asks_for_the_token() {
    RelyingParty player = RelyingParty.added(clef, "web", "https://trips.example/callback");
    Map<String, String> request = player.request();
    request.put("scope", "openid");
    Reply tokens = player.redeem(player.code(Listener.some().signedIn(clef.client()), request));
    String access = tokens.json().path("access_token").asString();
    assertThat(fewest(() -> player.userInfo(access))).isOne();
  }

  /** Of several times, because the server asks something by itself now and then. */
  private long fewest(Supplier<Reply> request) {
    long fewest = Long.MAX_VALUE;
    for (int i = 0; i < 8; i++) {
      long before = taken();
      Reply reply = request.get();
      assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
      fewest = Math.min(fewest, taken() - before);
    }
    return fewest;
  }

  private long taken() {
    return meters.get("hikaricp.connections.acquire").tag("pool", "data").timer().count();
  }
}
