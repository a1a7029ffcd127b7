package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.KeyHolder;
import dev.clef.testing.Listener;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.RelyingParty.Reply;
import dev.clef.testing.Running;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Applications that others register (RFC 7591). */
@ClefServer
@TestPropertySource(
    properties = {
      "clef.web.rate-limits.openid-register.burst=200",
      "clef.web.rate-limits.openid-register.refill=1s"
    })
class RegistrationTest {

  private static final String CALLBACK = "https://guest.example.com/callback";

  private final Running clef;
  private final Invitations invitations;

  @Autowired
  RegistrationTest(Running clef, Invitations invitations) {
    this.clef = clef;
    this.invitations = invitations;
  }

  private String token(int uses) {
    Client.Answer made = clef.operator().post("/api/v1/clients/invitations", Map.of("uses", uses));
    assertThat(made.status()).isEqualTo(201);
    return made.json().path("token").asString();
  }

  private RelyingParty anybody() {
    return new RelyingParty("localhost", clef.port(), "", null, "");
  }

  private Reply register(String token, Object metadata) {
    return anybody()
        .json(
            "/connect/register",
            metadata instanceof String text ? text : Client.JSON.writeValueAsString(metadata),
            token.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + token));
  }

  private static Map<String, Object> metadata() {
    Map<String, Object> metadata = new HashMap<>();
    metadata.put("client_name", "Guest");
    metadata.put("redirect_uris", List.of(CALLBACK));
    return metadata;
  }

  @Test
  void somebody_who_was_invited_registers_an_application_and_people_sign_in_to_it() {
    String token = token(1);
    Map<String, Object> metadata = metadata();
    metadata.put("contacts", List.of("guest@example.com"));
    metadata.put("made_up", Map.of("x", 1));
    Reply made = register(token, metadata);
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    assertThat(made.header("cache-control")).contains("no-store");
    JsonNode client = made.json();
    assertThat(client.path("client_secret_expires_at").asInt(-1)).isZero();
    assertThat(client.path("token_endpoint_auth_method").asString())
        .isEqualTo("client_secret_basic");
    assertThat(client.path("scope").asString()).isEqualTo("openid profile email");
    assertThat(client.has("made_up") || client.has("contacts")).isFalse();
    RelyingParty guest =
        new RelyingParty(
            "localhost",
            clef.port(),
            client.path("client_id").asString(),
            client.path("client_secret").asString(),
            CALLBACK);
    Client browser = Listener.some().signedIn(clef.client());
    Reply asks = guest.authorize(browser, guest.request());
    assertThat(asks.header("location")).as("people are asked").contains("/consent?");
    assertThat(guest.redeem(guest.code(browser)).status()).isEqualTo(200);
    assertThat(guest.token(Map.of("grant_type", "client_credentials")).error())
        .isEqualTo("unauthorized_client");
    // Once.
    Reply again = register(token, metadata());
    assertThat(again.status()).isEqualTo(401);
    assertThat(again.error()).isEqualTo("invalid_token");
    assertThat(again.header("www-authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
    assertThat(
            guest
                .get("/.well-known/openid-configuration")
                .json()
                .path("registration_endpoint")
                .asString())
        .isEqualTo("https://localhost:" + clef.port() + "/connect/register");
  }

  @Test
  void every_kind_of_application_for_people_can_be_registered() {
    String token = token(10);
    Map<String, Object> spa = metadata();
    spa.put("token_endpoint_auth_method", "none");
    assertThat(kind(register(token, spa))).isEqualTo("spa");
    Map<String, Object> phone = new HashMap<>(spa);
    phone.put("application_type", "native");
    phone.put("redirect_uris", List.of("com.example.guest:/callback"));
    assertThat(kind(register(token, phone))).isEqualTo("native");
    Map<String, Object> device =
        Map.of(
            "client_name", "Speaker",
            "token_endpoint_auth_method", "none",
            "grant_types", List.of("urn:ietf:params:oauth:grant-type:device_code"));
    assertThat(kind(register(token, device))).isEqualTo("device");
    Map<String, Object> signs = metadata();
    signs.put("token_endpoint_auth_method", "private_key_jwt");
    signs.put("jwks", KeyHolder.of("ES256").jwks());
    signs.put("scope", "openid email offline_access");
    signs.put("dpop_bound_access_tokens", true);
    signs.put("id_token_signed_response_alg", "EdDSA");
    signs.put("backchannel_logout_uri", "https://guest.example.com/logout");
    signs.put("post_logout_redirect_uris", List.of("https://guest.example.com/"));
    Reply made = register(token, signs);
    assertThat(kind(made)).isEqualTo("web");
    assertThat(made.json().has("client_secret")).isFalse();
    signs.put("scope", "openid email"); // the rest is passed over
    for (String name :
        List.of(
            "jwks",
            "dpop_bound_access_tokens",
            "id_token_signed_response_alg",
            "backchannel_logout_uri",
            "post_logout_redirect_uris",
            "scope",
            "token_endpoint_auth_method")) {
      assertThat(made.json().path(name).toString())
          .as(name)
          .isNotEqualTo("")
          .contains(
              signs.get(name) instanceof String text
                  ? text
                  : String.valueOf(made.json().get(name)));
    }
  }

  private String kind(Reply made) {
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return clef.operator()
        .get("/api/v1/clients/" + made.json().path("client_id").asString())
        .json()
        .path("kind")
        .asString();
  }

  @Test
  void what_is_wrong_is_told_in_the_words_of_the_standard_and_uses_nothing_up() {
    String token = token(1);
    for (Map.Entry<String, Object> wrong :
        List.<Map.Entry<String, Object>>of(
            Map.entry("client_name", ""),
            Map.entry("client_name", 1),
            Map.entry("token_endpoint_auth_method", "tls_client_auth"),
            Map.entry("token_endpoint_auth_method", "private_key_jwt"),
            Map.entry("jwks", Map.of("keys", List.of())),
            Map.entry("jwks_uri", "https://guest.example.com/jwks"),
            Map.entry("sector_identifier_uri", "https://guest.example.com/sector"),
            Map.entry("grant_types", List.of("client_credentials")),
            Map.entry("grant_types", List.of("authorization_code", "password")),
            Map.entry("grant_types", "authorization_code"),
            Map.entry("response_types", List.of("token")),
            Map.entry("subject_type", "public"),
            Map.entry("application_type", "desktop"),
            Map.entry("scope", "openid admin"),
            Map.entry("dpop_bound_access_tokens", "yes"),
            Map.entry("id_token_signed_response_alg", "none"),
            Map.entry("backchannel_logout_uri", "http://guest.example.com/logout"),
            Map.entry("post_logout_redirect_uris", List.of("x")))) {
      Map<String, Object> metadata = metadata();
      metadata.put(wrong.getKey(), wrong.getValue());
      Reply refused = register(token, metadata);
      assertThat(refused.status()).as(wrong.toString()).isEqualTo(400);
      assertThat(refused.error()).as(wrong.toString()).isEqualTo("invalid_client_metadata");
    }
    for (Object addresses :
        List.of(
            List.of(),
            List.of("http://guest.example.com/cb"),
            List.of("https://guest.example.com/cb#x"),
            List.of(CALLBACK, "https://other.example.net/cb"))) {
      Map<String, Object> metadata = metadata();
      metadata.put("redirect_uris", addresses);
      assertThat(register(token, metadata).error()).isEqualTo("invalid_redirect_uri");
    }
    for (String body : List.of("", "[]", "null", "{", "{\"client_name\":null}")) {
      assertThat(register(token, body).status()).as(body).isEqualTo(400);
    }
    assertThat(register(token, metadata()).status()).isEqualTo(201);
  }

  @Test
  void nobody_registers_without_an_invitation_that_is_good() {
    Reply nobody = register("", metadata());
    assertThat(nobody.status()).isEqualTo(401);
    assertThat(nobody.header("www-authenticate")).isEqualTo("Bearer");
    assertThat(register("made-up", metadata()).error()).isEqualTo("invalid_token");
    String token = token(5);
    assertThat((String) clef.data().one("select string_agg(i::text, ' ') from openid.invitation i"))
        .doesNotContain(token);
    clef.clock().advance(Duration.ofDays(7));
    assertThat(register(token, metadata()).error()).isEqualTo("invalid_token");
    invitations.deleteExpired();
    assertThat(clef.data().count("select count(*) from openid.invitation where uses_left = 5"))
        .isZero();
    for (Map<String, Object> wrong :
        List.of(
            Map.<String, Object>of("uses", 0),
            Map.<String, Object>of("uses", 101),
            Map.<String, Object>of("days", 91))) {
      assertThat(clef.operator().post("/api/v1/clients/invitations", wrong).status())
          .isEqualTo(400);
    }
    assertThat(clef.client().post("/api/v1/clients/invitations", Map.of()).status()).isEqualTo(401);
  }

  @Test
  void of_many_that_use_the_last_one_at_once_one_does() throws Exception {
    String token = token(1);
    Callable<Integer> use = () -> register(token, metadata()).status();
    int made = 0;
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> one : pool.invokeAll(List.of(use, use, use, use, use))) {
        made += one.get() == 201 ? 1 : 0;
      }
    }
    assertThat(made).isOne();
  }
}
