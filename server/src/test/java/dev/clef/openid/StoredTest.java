package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.identity.credentials.TokenHash;
import dev.clef.testing.AuthenticatorOwner;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.Running;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What the tables of the provider hold, what goes with a person, and what time takes away. */
@ClefServer
class StoredTest {

  private static final String CALLBACK = "https://player.example.com/callback";
  private static final String DUMP =
      """
      select (select coalesce(json_agg(c), '[]') from openid.client c)::text
        || (select coalesce(json_agg(f), '[]') from openid.token_family f)::text
        || (select coalesce(json_agg(a), '[]') from openid.approval a)::text
      """;

  private final Running clef;
  private final Families families;

  @Autowired
  StoredTest(Running clef, Families families) {
    this.clef = clef;
    this.families = families;
  }

  @Test
  void no_token_code_secret_or_name_stands_in_a_table() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Listener anna = Listener.some();
    Client browser = anna.signedIn(clef.client());
    Map<String, String> request = player.request();
    request.put("login_hint", anna.field("email"));
    RelyingParty.Reply asks = player.authorize(browser, request);
    String waiting = dump();
    RelyingParty.Reply answer = player.agree(browser, asks, "openid profile email");
    RelyingParty.Code code =
        new RelyingParty.Code(
            answer.sent("code"), request.getOrDefault("code_verifier", ""), "", "");
    String granted = dump();
    JsonNode tokens = player.redeem(code).json();
    String access = tokens.path("access_token").asString();
    String refresh = tokens.path("refresh_token").asString();
    String sub = player.userInfo(access).json().path("sub").asString();
    String clientSecret = Objects.requireNonNull(player.secret());
    List<String> secrets =
        List.of(
            asks.sent("state"),
            code.value(),
            code.verifier(),
            access,
            refresh,
            refresh.substring(0, 22),
            tokens.path("id_token").asString(),
            clientSecret,
            request.getOrDefault("state", ""),
            request.getOrDefault("nonce", ""),
            sub,
            anna.field("email"),
            anna.name());
    for (String dump : List.of(waiting, granted, dump())) {
      for (String secret : secrets) {
        assertThat(dump).doesNotContain(secret);
        assertThat(dump)
            .doesNotContain(HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8)));
      }
      assertThat(dump)
          .doesNotContain(HexFormat.of().formatHex(Base64.getUrlDecoder().decode(access)));
    }
    // The search finds what is there.
    assertThat(dump()).contains(HexFormat.of().formatHex(TokenHash.of(access)));
    assertThat(dump()).contains(browser.get("/api/v1/me").json().get("user_id").asString());
  }

  private String dump() {
    return (String) clef.data().one(DUMP);
  }

  @Test
  void every_row_says_whose_tenant_it_is_of() {
    assertThat(
            clef.data()
                .count(
                    """
                    select count(*) from information_schema.tables t
                    where table_schema = 'openid' and table_name <> 'schema_history'
                      and not exists (
                        select 1 from information_schema.columns c
                        where c.table_schema = t.table_schema and c.table_name = t.table_name
                          and column_name = 'tenant_id' and is_nullable = 'NO')
                    """))
        .isZero();
  }

  @Test
  void what_a_person_allowed_is_in_their_copy_and_goes_with_them() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Listener anna = Listener.some();
    Client browser = anna.signedIn(clef.client());
    JsonNode tokens = player.redeem(player.code(browser)).json();
    UUID user = UUID.fromString(browser.get("/api/v1/me").json().get("user_id").asString());
    assertThat(rows("token_family", user)).isOne();
    assertThat(rows("approval", user)).isOne();
    assertThat(browser.delete("/api/v1/me", Map.of("password", anna.password())).status())
        .isIn(200, 202);
    assertThat(rows("token_family", user)).isZero();
    assertThat(rows("approval", user)).isZero();
    assertThat(player.userInfo(tokens.path("access_token").asString()).status()).isEqualTo(401);
    assertThat(player.refresh(tokens.path("refresh_token").asString()).error())
        .isEqualTo("invalid_grant");
  }

  @Test
  void an_account_that_is_switched_off_is_nobodys_to_tell_about() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Client browser = Listener.some().signedIn(clef.client());
    JsonNode tokens = player.redeem(player.code(browser)).json();
    UUID user = UUID.fromString(browser.get("/api/v1/me").json().get("user_id").asString());
    clef.data().update("update identity.account set status = 'disabled' where user_id = ?", user);
    assertThat(player.userInfo(tokens.path("access_token").asString()).status()).isEqualTo(401);
    assertThat(player.refresh(tokens.path("refresh_token").asString()).error())
        .isEqualTo("invalid_grant");
  }

  @Test
  void whom_an_import_switches_off_is_signed_out_everywhere() throws Exception {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Listener anna = Listener.some();
    AuthenticatorOwner.give(clef.operator(), anna.name(), anna.password(), true);
    Client browser = clef.client();
    AuthenticatorOwner app = AuthenticatorOwner.ofImport(clef.clock());
    assertThat(
            browser
                .post(
                    "/api/v1/sign-in",
                    Map.of("name", anna.name(), "password", anna.password(), "code", app.code()))
                .status())
        .isEqualTo(200);
    UUID user = UUID.fromString(browser.get("/api/v1/me").json().get("user_id").asString());
    player.redeem(player.code(browser));
    assertThat(rows("token_family", user)).isPositive();
    AuthenticatorOwner.give(clef.operator(), anna.name(), anna.password(), false);
    assertThat(browser.get("/api/v1/me").status()).isEqualTo(401);
    assertThat(rows("token_family", user)).isZero();
    assertThat(clef.data().count("select count(*) from identity.session where user_id = ?", user))
        .isZero();
  }

  @Test
  void what_is_good_no_more_is_not_kept() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Client browser = Listener.some().signedIn(clef.client());
    UUID user = UUID.fromString(browser.get("/api/v1/me").json().get("user_id").asString());
    player.redeem(player.code(browser));
    player.authorize(browser, player.request());
    assertThat(rows("token_family", user)).isEqualTo(2);
    clef.clock().advance(Duration.ofMinutes(2));
    families.deleteExpired();
    assertThat(rows("token_family", user)).isOne();
    clef.clock().advance(Duration.ofDays(30));
    families.deleteExpired();
    assertThat(rows("token_family", user)).isZero();
  }

  @Test
  void a_client_that_is_removed_takes_its_tokens_along() {
    RelyingParty player = RelyingParty.added(clef, "web", CALLBACK);
    Client browser = Listener.some().signedIn(clef.client());
    JsonNode tokens = player.redeem(player.code(browser)).json();
    Client operator = clef.operator();
    String path = "/api/v1/clients/" + player.clientId();
    assertThat(operator.get(path).json().path("name").asString()).isEqualTo("Player");
    assertThat(operator.get("/api/v1/clients").text())
        .contains(player.clientId())
        .doesNotContain(Objects.requireNonNull(player.secret()));
    assertThat(operator.delete(path).status()).isEqualTo(204);
    assertThat(operator.get(path).status()).isEqualTo(404);
    assertThat(operator.delete(path).status()).isEqualTo(404);
    assertThat(player.userInfo(tokens.path("access_token").asString()).status()).isEqualTo(401);
    assertThat(player.refresh(tokens.path("refresh_token").asString()).error())
        .isEqualTo("invalid_client");
  }

  @Test
  void only_the_operator_adds_clients_and_only_such_as_there_may_be() {
    assertThat(clef.client().post("/api/v1/clients", Map.of()).status()).isEqualTo(401);
    assertThat(Listener.some().signedIn(clef.client()).get("/api/v1/clients").status())
        .isEqualTo(403);
    assertThat(refused(Map.of("kind", "web", "redirect_uris", List.of(CALLBACK))))
        .isEqualTo("name");
    assertThat(refused(Map.of("name", "Evil\u202egnp", "kind", "service"))).isEqualTo("name");
    assertThat(refused(Map.of("name", "x", "kind", "desktop"))).isEqualTo("kind");
    assertThat(refused(Map.of("name", "x", "kind", "web"))).isEqualTo("redirect_uris");
    for (String address :
        List.of(
            "http://player.example.com/cb",
            "https://player.example.com/cb#x",
            "https://*.example.com/cb",
            "https://user@player.example.com/cb",
            "javascript:alert(1)",
            "com.example.player:/cb",
            "/cb")) {
      assertThat(refused(Map.of("name", "x", "kind", "web", "redirect_uris", List.of(address))))
          .isEqualTo("redirect_uris[0]");
    }
    for (String address : List.of("com.example.player:cb", "com.example.player:", "player:/cb")) {
      assertThat(refused(Map.of("name", "x", "kind", "native", "redirect_uris", List.of(address))))
          .isEqualTo("redirect_uris[0]");
    }
    assertThat(
            refused(
                Map.of(
                    "name", "x",
                    "kind", "web",
                    "redirect_uris", List.of(CALLBACK, "https://other.example.net/cb"))))
        .isEqualTo("redirect_uris");
    assertThat(refused(Map.of("name", "x", "kind", "service", "scopes", List.of("email"))))
        .isEqualTo("scopes");
  }

  private String refused(Map<String, Object> body) {
    Client.Answer answer = clef.operator().post("/api/v1/clients", body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    return answer.json().path("errors").get(0).path("field").asString();
  }

  private long rows(String table, UUID user) {
    return clef.data().count("select count(*) from openid." + table + " where user_id = ?", user);
  }
}
