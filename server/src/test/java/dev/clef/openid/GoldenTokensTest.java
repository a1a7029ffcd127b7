package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.TestData;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.RelyingParty.Reply;
import dev.clef.testing.Running;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tokens as applications hold them and as they are stored: neither changes under anybody. */
@ClefServer
class GoldenTokensTest {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Running clef;

  @Autowired
  GoldenTokensTest(Running clef) {
    this.clef = clef;
  }

  /** Tokens that were handed out by an earlier version, with what it stored of them. */
  @Test
  void tokens_of_yesterday_are_good_today() throws Exception {
    Map<String, String> golden = TestData.golden("openid/stored.txt");
    RelyingParty player = RelyingParty.added(clef, "web", "https://golden.example/callback");
    Client browser = Listener.some().signedIn(clef.client());
    UUID user = UUID.fromString(browser.get("/api/v1/me").json().get("user_id").asString());
    Instant now = clef.clock().instant();
    clef.data()
        .update(
            """
            insert into openid.token_family (family_id, tenant_id, client_id, user_id,
              authenticated_at, grant_type, scopes, access_hash, access_scopes, access_issued_at,
              access_expires_at, chain_hash, refresh_hash, refresh_expires_at, created_at,
              expires_at)
            values (?, 'default', ?, ?, ?, 'authorization_code', '{openid,offline_access}', ?,
              '{openid}', ?, ?, ?, ?, ?, ?, ?)
            """,
            UUID.randomUUID(),
            player.clientId(),
            user,
            Timestamp.from(now),
            hex(golden, "access_hash"),
            Timestamp.from(now),
            Timestamp.from(now.plus(Duration.ofMinutes(10))),
            hex(golden, "chain_hash"),
            hex(golden, "refresh_hash"),
            Timestamp.from(now.plus(Duration.ofDays(30))),
            Timestamp.from(now),
            Timestamp.from(now.plus(Duration.ofDays(30))));
    assertThat(player.userInfo(golden.getOrDefault("access_token", "")).status()).isEqualTo(200);
    Reply refreshed = player.refresh(golden.getOrDefault("refresh_token", ""));
    assertThat(refreshed.status()).as(refreshed.text()).isEqualTo(200);
    assertThat(player.refresh(golden.getOrDefault("refresh_token", "")).error())
        .as("used before: the family ends")
        .isEqualTo("invalid_grant");
    assertThat(player.userInfo(refreshed.json().path("access_token").asString()).status())
        .isEqualTo(401);
  }

  private static byte[] hex(Map<String, String> golden, String name) {
    return HexFormat.of().parseHex(golden.getOrDefault(name, ""));
  }

  /** Names, kinds and lengths; what is random or the moment's is not in it. */
  @Test
  void what_applications_are_given_keeps_its_shape() throws Exception {
    ObjectNode all = JSON.createObjectNode();
    RelyingParty player = RelyingParty.added(clef, "web", "https://golden.example/callback");
    Client browser = Listener.some().signedIn(clef.client());
    Map<String, String> request = new HashMap<>(player.request());
    request.put("scope", "openid profile email");
    request.put("nonce", "a-nonce");
    Reply told = player.redeem(player.code(browser, request));
    all.set("token", told.json());
    String idToken = told.json().path("id_token").asString();
    all.set("id_token_header", part(idToken, 0));
    all.set("id_token", part(idToken, 1));
    String access = told.json().path("access_token").asString();
    all.set("userinfo", player.userInfo(access).json());
    all.set("introspection", player.form("/oauth2/introspect", Map.of("token", access)).json());
    all.set("refreshed", player.refresh(told.json().path("refresh_token").asString()).json());
    Map<String, String> pushed = player.request();
    pushed.remove("code_verifier");
    all.set("pushed", player.form("/oauth2/par", pushed).json());
    RelyingParty service = RelyingParty.added(clef, Map.of("name", "Machine", "kind", "service"));
    all.set("client_credentials", service.token(Map.of("grant_type", "client_credentials")).json());
    RelyingParty television =
        RelyingParty.added(clef, Map.of("name", "Television", "kind", "device"));
    all.set(
        "device",
        television.form("/oauth2/device_authorization", Map.of("scope", "openid")).json());
    all.set(
        "refused",
        player.token(Map.of("grant_type", "refresh_token", "refresh_token", "x")).json());
    all.set("discovery", player.get("/.well-known/openid-configuration").json());
    String subject = part(idToken, 1).path("sub").asString();
    String shapes =
        JSON.writeValueAsString(shape("", all))
            .replace(player.clientId(), "<client>")
            .replace(service.clientId(), "<service>")
            .replace(subject, "<sub>")
            .replace("localhost:" + clef.port(), "<host>");
    assertThat(JSON.readTree(shapes))
        .isEqualTo(JSON.readTree(TestData.goldenText("openid/shapes.json")));
  }

  private static JsonNode part(String token, int index) {
    return JSON.readTree(
        new String(
            Base64.getUrlDecoder().decode(token.split("\\.", -1)[index]), StandardCharsets.UTF_8));
  }

  private static JsonNode shape(String name, JsonNode value) {
    if (value.isObject()) {
      ObjectNode members = JSON.createObjectNode();
      value
          .properties()
          .forEach(one -> members.set(one.getKey(), shape(one.getKey(), one.getValue())));
      return members;
    }
    if (value.isArray()) {
      ArrayNode items = JSON.createArrayNode();
      value.forEach(one -> items.add(shape(name, one)));
      return items;
    }
    return JSON.getNodeFactory()
        .stringNode(
            switch (name) {
              case "access_token", "refresh_token", "device_code", "sid", "jti", "at_hash" ->
                  "<" + value.asString().length() + " characters>";
              case "id_token",
                  "exp",
                  "iat",
                  "nbf",
                  "auth_time",
                  "updated_at",
                  "kid",
                  "expires_in" ->
                  value.isNumber() ? "<seconds>" : "<some characters>";
              case "request_uri" -> value.asString().replaceAll("[^:]+$", "<some characters>");
              case "user_code", "verification_uri_complete" ->
                  value.asString().replaceAll("[A-Z]{4}-[A-Z]{4}", "<code>");
              case "preferred_username", "email", "given_name", "family_name", "name", "locale" ->
                  "<of the person>";
              default -> value.asString();
            });
  }
}
