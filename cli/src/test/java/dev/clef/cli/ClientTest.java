package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code clef client} asks a server, and what it makes of the answers. */
class ClientTest {

  private static final String CLIENT =
      """
      {"client_id": "abc", "name": "Player", "kind": "web", "asks": true,
       "redirect_uris": ["https://player.example.com/cb"], "logout_uris": [],
       "scopes": ["openid", "email"]}\
      """;

  private static final String WRONG =
      """
      {"code": "invalid_fields", "errors": [{"field": "redirect_uris", "code": "invalid"}]}\
      """;

  @TempDir private Path data;

  private final List<String> asked = new ArrayList<>();
  private HttpServer server = newServer();

  private static HttpServer newServer() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void start() throws IOException {
    Files.createDirectories(data.resolve("secrets"));
    Files.writeString(data.resolve("secrets/operator-token"), "a-token");
    server.createContext(
        "/api/v1/clients",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
          asked.add((line + " " + body).strip());
          byte[] answer =
              (body.contains("http://") ? WRONG : answer(line)).getBytes(StandardCharsets.UTF_8);
          int status =
              line.contains("unknown")
                  ? 404
                  : body.contains("http://") ? 400 : line.startsWith("DELETE") ? 204 : 200;
          exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  private static String answer(String line) {
    if (line.contains("unknown")) {
      return "{\"code\":\"not_found\"}";
    }
    if (line.contains("invitations")) {
      return "{\"token\":\"t0k3n\",\"uses\":3,\"expires_at\":\"2030-01-08T00:00:00Z\"}";
    }
    if (line.startsWith("GET")) {
      return "{\"clients\":[" + CLIENT + "]}";
    }
    if (line.startsWith("PUT")) {
      return line.contains("fetched")
          ? CLIENT.replace("}", ", \"jwks_uri\": \"https://api.example.com/jwks\"}")
          : CLIENT;
    }
    return line.startsWith("DELETE") ? "" : "{\"client\":" + CLIENT + ",\"secret\":\"s3cr3t\"}";
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Ran client(String... words) {
    List<Object> all = new ArrayList<>(List.of("client"));
    all.addAll(List.of(words));
    all.addAll(
        List.of("--server", "http://localhost:" + server.getAddress().getPort(), "--data", data));
    return Ran.clef(all.toArray());
  }

  @Test
  void clients_are_shown_as_a_table() {
    assertThat(client("list").out())
        .isEqualTo(
            """
            CLIENT ID  NAME    KIND  ASKS  SCOPES        REDIRECTS
            abc        Player  web   yes   openid email  https://player.example.com/cb
            """);
  }

  @Test
  void one_is_added_and_its_secret_shown_once() {
    Ran ran =
        client("add", "Player", "--kind", "web", "--redirect", "https://player.example.com/cb");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out())
        .isEqualTo(
            """
            Client ID:  abc
            Kind:       web
            Redirects:  https://player.example.com/cb
            Scopes:     openid email
            Secret:     s3cr3t
            It is shown this once: nothing stored can bring it back.
            """);
    assertThat(asked)
        .containsExactly(
            "POST /api/v1/clients {\"name\":\"Player\",\"kind\":\"web\",\"redirect_uris\":[\"https://player.example.com/cb\"],\"logout_uris\":[],\"asks\":true}");
  }

  @Test
  void public_keys_are_replaced() throws IOException {
    Path keys = Files.writeString(data.resolve("keys.json"), "{\"keys\":[{\"kty\":\"EC\"}]}");
    Ran ran = client("keys", "abc", keys.toString());
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).contains("Client ID:  abc");
    assertThat(asked)
        .containsExactly("PUT /api/v1/clients/abc/keys {\"jwks\":{\"keys\":[{\"kty\":\"EC\"}]}}");
    Files.writeString(keys, "{\"keys\":[{\"d\":\"x\"}]}");
    assertThat(client("keys", "abc", keys.toString()).exitCode()).isEqualTo(Main.ENVIRONMENT);
    assertThat(asked).hasSize(1);
  }

  @Test
  void public_keys_are_sent_and_private_ones_are_not() throws IOException {
    Path keys = Files.writeString(data.resolve("keys.json"), "{\"keys\":[{\"kty\":\"EC\"}]}");
    assertThat(client("add", "Api", "--kind", "service", "--jwks", keys.toString(), "--dpop").err())
        .isEmpty();
    assertThat(asked)
        .containsExactly(
            "POST /api/v1/clients {\"name\":\"Api\",\"kind\":\"service\",\"redirect_uris\":[],\"logout_uris\":[],\"asks\":true,\"jwks\":{\"keys\":[{\"kty\":\"EC\"}]},\"dpop_bound\":true}");
    for (String member : List.of("d", "k")) {
      Files.writeString(keys, "{\"keys\":[{\"" + member + "\":\"x\"}]}");
      Ran ran = client("add", "Api", "--kind", "service", "--jwks", keys.toString());
      assertThat(ran.exitCode()).isEqualTo(Main.ENVIRONMENT);
      assertThat(ran.err()).contains("private or secret key").doesNotContain("\"x\"");
    }
    Files.writeString(keys, "no keys");
    assertThat(client("add", "Api", "--kind", "service", "--jwks", keys.toString()).exitCode())
        .isEqualTo(Main.ENVIRONMENT);
    assertThat(client("add", "Api", "--kind", "service", "--jwks", "nowhere").exitCode())
        .isEqualTo(Main.ENVIRONMENT);
    assertThat(asked).hasSize(1);
  }

  @Test
  void where_keys_and_lists_are_fetched_from_is_said() {
    String keys = "https://api.example.com/jwks";
    client("add", "Api", "--kind", "service", "--jwks-uri", keys);
    client(
        "add",
        "Pair",
        "--kind",
        "web",
        "--sector-uri",
        "https://pair.example.com/list",
        "--userinfo-alg",
        "EdDSA");
    assertThat(client("keys", "fetched", "--jwks-uri", keys).out())
        .contains("Keys:       at " + keys + ", no secret");
    assertThat(asked).hasSize(3);
    assertThat(asked.get(0)).contains("\"jwks_uri\":\"" + keys + "\"").doesNotContain("sector");
    assertThat(asked.get(1))
        .contains(
            "\"sector_identifier_uri\":\"https://pair.example.com/list\"",
            "\"userinfo_signed_response_alg\":\"EdDSA\"")
        .doesNotContain("jwks");
    assertThat(asked.get(2))
        .isEqualTo("PUT /api/v1/clients/fetched/keys {\"jwks_uri\":\"" + keys + "\"}");
    assertThat(client("keys", "abc").exitCode()).isEqualTo(Main.USAGE);
    assertThat(client("keys", "abc", "file", "--jwks-uri", keys).exitCode()).isEqualTo(Main.USAGE);
    assertThat(asked).hasSize(3);
  }

  @Test
  void what_an_application_has_to_push_and_may_leave_out_is_said() {
    client("add", "Bank", "--kind", "web", "--par");
    client("add", "Old", "--kind", "web", "--without-pkce", "--id-token-alg", "RS256");
    client("invite", "--without-pkce");
    client("add", "Player", "--kind", "web");
    assertThat(asked).hasSize(4);
    assertThat(asked.get(0)).contains("\"par_required\":true").doesNotContain("pkce");
    assertThat(asked.get(1))
        .contains("\"pkce_optional\":true", "\"id_token_signed_response_alg\":\"RS256\"")
        .doesNotContain("par_required");
    assertThat(asked.get(2)).contains("invitations", "\"pkce_optional\":true");
    assertThat(asked.get(3)).doesNotContain("pkce", "par_required");
  }

  @Test
  void somebody_is_invited_and_the_token_shown_once() {
    assertThat(client("invite", "--uses", "3").out())
        .isEqualTo(
            """
            Token:      t0k3n
            Good for:   3, until 2030-01-08T00:00:00Z
            It is shown this once: nothing stored can bring it back.
            """);
    assertThat(asked).hasSize(1);
    assertThat(asked.getFirst())
        .startsWith("POST /api/v1/clients/invitations ")
        .contains("\"uses\":3", "\"days\":7");
  }

  @Test
  void what_is_wrong_is_named() {
    Ran ran =
        client("add", "Player", "--kind", "web", "--redirect", "http://player.example.com/cb");
    assertThat(ran.exitCode()).isEqualTo(Main.ENVIRONMENT);
    assertThat(ran.err())
        .isEqualTo(
            "clef: the server refused: invalid_fields, redirect_uris invalid (status 400)\n");
  }

  @Test
  void a_secret_is_replaced_and_a_client_removed() {
    assertThat(client("secret", "abc").out()).contains("s3cr3t");
    assertThat(client("remove", "a/c").out()).isEqualTo("Removed a/c.\n");
    assertThat(asked)
        .containsExactly("POST /api/v1/clients/abc/secret {}", "DELETE /api/v1/clients/a%2Fc");
  }

  @Test
  void what_is_not_there_and_what_was_not_said_is_told() {
    Ran unknown = client("remove", "unknown");
    assertThat(unknown.exitCode()).isEqualTo(Main.FAILED);
    assertThat(unknown.err()).contains("none at all: unknown");
    assertThat(client("add", "Player").exitCode()).isEqualTo(Main.USAGE);
    assertThat(Ran.clef("client").exitCode()).isEqualTo(Main.USAGE);
  }
}
