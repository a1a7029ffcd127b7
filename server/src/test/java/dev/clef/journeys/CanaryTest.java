package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.ByteSearch;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.ServerProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Values nobody else has are planted in everything a person can say, everything is done with them,
 * and then they are looked for: in every file of both clusters, in the log, and after the erasure
 * in the memory of the process.
 */
class CanaryTest {

  /** Every text canary starts with it. */
  private static final String BIRD = "kanari7qx";

  /** Every canary of digits starts with it. */
  private static final String DIGITS = "+4915739";

  private static final String CONTROL = "control9vz";

  private final Path folder = ServerProcess.newFolder();
  private int number;

  @AfterEach
  void remove() {
    ServerProcess.discard(folder);
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void nothing_a_person_said_is_found_anywhere(HttpClient.Version version) throws Exception {
    try (ServerProcess server =
        ServerProcess.start(
            folder,
            "-Dclef.test.control=" + CONTROL,
            "--clef.identity.sign-in-floor=0ms",
            "--clef.passwords.memory-kib=7168",
            "--clef.passwords.iterations=5")) {
      // The person's connection ends with the person; others have theirs.
      try (Client browser = Client.alone(server.port(), bird(), version)) {
        String password = liveALife(browser);
        checkpoint(server);
        assertThat(inFiles()).as("in files and in the log, before the erasure").isEmpty();
        assertThat(browser.delete("/api/v1/me", Map.of("password", password)).status())
            .isEqualTo(200);
      }
      othersLive(server);
      Path dump = folder.resolveSibling(folder.getFileName() + ".hprof");
      try {
        server.dumpHeap(dump);
        assertThat(ByteSearch.forText(CONTROL).in(dump)).as("the search works").isNotEmpty();
        assertThat(ByteSearch.forText(BIRD, DIGITS).in(dump)).as("in live objects").isEmpty();
      } finally {
        Files.deleteIfExists(dump);
      }
      checkpoint(server);
      assertThat(inFiles()).as("in files and in the log, after the erasure").isEmpty();
    }
  }

  @Test
  void the_search_finds_each_encoding(@TempDir Path temp) throws IOException {
    ByteSearch search = ByteSearch.forText(BIRD);
    for (var charset :
        List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      Path file = temp.resolve(charset.name());
      Files.write(file, ("x".repeat(70_000) + BIRD + "suffix").getBytes(charset));
      assertThat(search.in(file)).as(charset.name()).isNotEmpty();
    }
  }

  private String bird() {
    return BIRD + "n" + number++;
  }

  /** Says a canary wherever anything can be said; returns the password in force at the end. */
  private String liveALife(Client browser) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String field :
        List.of("username", "password", "given_name", "family_name", "display_name", "address")) {
      fields.put(field, bird());
    }
    fields.put("email", bird() + "@" + bird() + ".example");
    fields.put("birth_date", "1990-02-28");
    fields.put("country", "DE");
    fields.put("locale", "de-DE");
    fields.put("phone_number", DIGITS + "11111");
    Listener canary = new Listener(fields).registered(browser);
    assertThat(canary.signIn(browser).status()).isEqualTo(200);
    refusals(canary, browser);
    Map<String, String> correction = new LinkedHashMap<>();
    for (String field : List.of("username", "given_name", "family_name", "display_name")) {
      correction.put(field, bird());
    }
    correction.put("email", bird() + "@example.org");
    correction.put("phone_number", DIGITS + "22222");
    correction.put("address", (bird() + " ").repeat(50));
    assertThat(browser.patch("/api/v1/me", correction).status()).isEqualTo(200);
    for (String path : List.of("", "/sessions", "/activity", "/export")) {
      assertThat(browser.get("/api/v1/me" + path).status()).isEqualTo(200);
    }
    String password = bird();
    assertThat(
            browser
                .put(
                    "/api/v1/me/password",
                    Map.of("current_password", canary.password(), "new_password", password))
                .status())
        .isEqualTo(204);
    return password;
  }

  /** Says canaries where they are refused. */
  private void refusals(Listener canary, Client browser) {
    Client other = browser.another(bird());
    other.post("/api/v1/accounts", canary.fields());
    other.post("/api/v1/accounts", canary.with("username", bird() + " with blanks").fields());
    other.post("/api/v1/sign-in", Map.of("name", bird(), "password", bird()));
    other.post("/api/v1/sign-in", Map.of("name", canary.name(), "password", bird()));
    other.post("/api/v1/sign-in", Map.of("name", bird(), "password", bird(), "code", bird()));
    other.post("/api/v1/sign-in", Map.of("name", bird(), bird(), bird()));
    other.post("/api/v1/sign-in", List.of(bird()));
    byte[] broken = ("{\"name\":\"" + bird()).getBytes(StandardCharsets.UTF_8);
    other.send("POST", "/api/v1/sign-in", broken);
    other.send(
        "POST", "/api/v1/sign-in", (bird() + " ").repeat(8000).getBytes(StandardCharsets.UTF_8));
    other.get("/" + bird() + "?" + bird() + "=" + bird());
    other.get("/api/v1/me/activity?before=" + bird());
    Client signedIn = browser.another(bird());
    canary.signIn(signedIn);
    signedIn.get("/api/v1/me/activity?before=" + bird() + "&limit=" + bird());
    signedIn.delete("/api/v1/me/sessions/" + bird());
    signedIn.delete("/api/v1/me", Map.of("password", bird()));
  }

  private static void othersLive(ServerProcess server) {
    Client browser = Listener.some().signedIn(server.client());
    for (int i = 0; i < 250; i++) {
      browser.get("/api/v1/me");
      browser.patch("/api/v1/me", Map.of("address", "another address ".repeat(1 + i % 60)));
      browser.get("/api/v1/me/sessions");
      server.client().post("/api/v1/sign-in", Map.of("name", "nobody" + i, "password", "x"));
    }
  }

  private static void checkpoint(ServerProcess server) throws Exception {
    for (String cluster : List.of("data", "keys")) {
      try (var connection = server.superuser(cluster);
          var statement = connection.createStatement()) {
        statement.execute("checkpoint");
      }
    }
  }

  private List<String> inFiles() throws IOException {
    ByteSearch search = ByteSearch.forText(BIRD, DIGITS);
    List<String> hits = new ArrayList<>(search.in(ServerProcess.log(folder)));
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.startsWith(folder.resolve("postgres"))) {
          hits.addAll(search.in(file));
        }
      }
    }
    return hits;
  }
}
