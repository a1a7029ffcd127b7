package dev.clef.openid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.RelyingParty.Reply;
import dev.clef.testing.Running;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/**
 * An application on a certified client of others, openid-client for Node.js, which checks whatever
 * it is told as the standards say.
 */
@ClefServer
class OpenidClientTest {

  private static final Path SOURCES = Path.of("src", "test", "node", "openid-client");
  private static final String CALLBACK = "https://player.example.com/callback";

  @TempDir private static Path folder;

  private final Running clef;

  @Autowired
  OpenidClientTest(Running clef) {
    this.clef = clef;
  }

  @BeforeAll
  static void install() throws Exception {
    String version = output("node", "--version");
    boolean can = version.matches("v(2[0-9]|[3-9][0-9])\\..*");
    if (!can) {
      System.out.println(
          "Skipped: openid-client needs Node.js 20 or newer, and here is: " + version);
    }
    assumeTrue(can);
    for (String file : List.of("package.json", "package-lock.json", "rp.mjs")) {
      Files.copy(SOURCES.resolve(file), folder.resolve(file));
    }
    Process npm =
        new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    boolean installed = npm.waitFor() == 0;
    if (!installed) {
      System.out.println("Skipped: openid-client cannot be installed: " + said);
    }
    assumeTrue(installed);
  }

  private static String output(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException missing) {
      return "none";
    }
  }

  @Test
  void an_application_with_a_secret_and_one_without_are_content() throws Exception {
    JsonNode web = walk(RelyingParty.added(clef, "web", CALLBACK));
    assertThat(web.path("introspected").path("active").asBoolean()).isTrue();
    JsonNode spa = walk(RelyingParty.added(clef, "spa", "https://spa.example.org/callback"));
    assertThat(spa.path("claims").path("sub").asString())
        .as("another application, another name")
        .isNotEqualTo(web.path("claims").path("sub").asString());
  }

  private JsonNode walk(RelyingParty player) throws Exception {
    Listener listener = Listener.some();
    Client browser = listener.signedIn(clef.client());
    String secret = player.secret();
    ProcessBuilder builder =
        new ProcessBuilder(
            "node",
            "rp.mjs",
            "https://localhost:" + clef.port(),
            player.clientId(),
            secret == null ? "" : secret,
            player.redirectUri());
    builder.directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("NODE_TLS_REJECT_UNAUTHORIZED", "0"); // our own certificate
    builder.environment().put("NODE_NO_WARNINGS", "1");
    Process process = builder.start();
    @Nullable JsonNode result = null;
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        OutputStream in = process.getOutputStream()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        JsonNode next = Client.JSON.readTree(line);
        if (!next.has("authorize")) {
          result = next;
          break;
        }
        URI asked = URI.create(next.get("authorize").asString());
        in.write((callback(player, browser, asked) + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
      }
    } finally {
      process.waitFor(10, TimeUnit.SECONDS);
      process.destroyForcibly();
    }
    JsonNode said = Objects.requireNonNull(result, "it ended before it was content");
    check(said, listener);
    return said;
  }

  /** Where somebody's browser ends up, agreeing when asked. */
  private static String callback(RelyingParty player, Client browser, URI asked) {
    Reply answer =
        player.get(browser, asked.getRawPath() + "?" + asked.getRawQuery(), "same-origin");
    if (answer.header("location").contains("/consent?")) {
      answer = player.agree(browser, answer, "openid profile email");
    }
    return answer.header("location");
  }

  private void check(JsonNode result, Listener listener) {
    JsonNode claims = result.path("claims");
    assertThat(claims.path("iss").asString()).isEqualTo("https://localhost:" + clef.port());
    assertThat(claims.path("auth_time").asLong()).isPositive();
    JsonNode userinfo = result.path("userinfo");
    assertThat(userinfo.path("sub")).isEqualTo(claims.path("sub"));
    assertThat(userinfo.path("preferred_username").asString("")).isIn(listener.name(), "");
    assertThat(userinfo.path("email").asString()).isEqualTo(listener.field("email"));
    assertThat(result.path("refreshedSub").asString(claims.path("sub").asString()))
        .isEqualTo(claims.path("sub").asString());
    assertThat(result.path("replayed").asString()).isEqualTo("invalid_grant");
    assertThat(result.path("familyGone").asString()).isEqualTo("invalid_grant");
    assertThat(result.path("codeAgain").asString()).isEqualTo("invalid_grant");
    assertThat(result.path("revoked").asString()).isNotEqualTo("none");
    assertThat(result.path("silentSub")).isEqualTo(claims.path("sub"));
    assertThat(URLDecoder.decode(result.path("end").asString(), StandardCharsets.UTF_8))
        .startsWith("https://localhost:" + clef.port() + "/connect/logout?");
  }
}
