package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.clef.testing.ByteSearch;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Operator;
import dev.clef.testing.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The first account of a server as an operator starts it, and what of it can be found on disk. */
class StaffSetupTest {

  private static final Clock CLOCK = Clock.systemUTC();
  private static final String NAME = "kanari7qxstaff";
  private static final String PASSWORD = "kanari7qx a pass phrase";
  private static final Pattern LINK =
      Pattern.compile("https://localhost:\\d+/staff/setup\\?token=(\\S+)");
  private static final String[] SETTINGS = {
    "--clef.identity.sign-in-floor=0ms",
    "--clef.passwords.memory-kib=7168",
    "--clef.passwords.iterations=5"
  };

  private final Path folder = ServerProcess.newFolder();

  @AfterEach
  void remove() {
    ServerProcess.discard(folder);
  }

  @Test
  void a_restart_ends_an_unused_link_and_nothing_of_an_operator_is_found_anywhere()
      throws Exception {
    String unused;
    String begun;
    try (ServerProcess server = ServerProcess.start(folder, SETTINGS)) {
      unused = link(server);
      begun = enter(server.client(), unused).json().get("secret").asString();
    }
    try (ServerProcess server = ServerProcess.start(folder, SETTINGS)) {
      assertThat(enter(server.client(), unused).code()).isEqualTo("link_not_valid");
      String token = link(server);
      Client browser = server.client();
      Answer enrolment = enter(browser, token);
      Operator operator = Operator.of(enrolment, CLOCK);
      assertThat(confirm(browser, token, operator.wrongCode()).code()).isEqualTo("wrong_code");
      assertThat(confirm(browser, token, operator.code(0)).status()).isEqualTo(204);
      Map<String, String> factors =
          Map.of("name", NAME, "password", PASSWORD, "code", operator.code(1));
      assertThat(browser.post("/api/v1/staff/sign-in", factors).status()).isEqualTo(204);
      assertThat(operator.addPasskey(browser, "kanari7qx key").status()).isEqualTo(204);
      assertThat(browser.get("/api/v1/staff/overview").status()).isEqualTo(200);
      browser.get("/staff/setup?token=" + token);
      checkpoint(server);
      ByteSearch search =
          ByteSearch.forText(
              "kanari7qx",
              unused,
              token,
              begun,
              enrolment.json().get("secret").asString(),
              browser.cookie(Client.STAFF));
      assertThat(in(search)).isEmpty();
      Path control = Files.writeString(folder.resolve("control"), "x" + token + "y");
      assertThat(search.in(control)).as("the search works").isNotEmpty();
    }
    try (ServerProcess server = ServerProcess.start(folder, SETTINGS)) {
      assertThat(operator(server).post("/api/v1/staff-setup-link", Map.of()).code())
          .isEqualTo("staff_exists");
      assertThat(Files.readString(ServerProcess.log(folder)).split("no staff account yet", -1))
          .as("said at the first two starts")
          .hasSize(3);
    }
  }

  @Test
  void the_terminal_shows_a_link_that_works() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/script"))
            && System.getProperty("os.name").equals("Linux"),
        "skipped: no script(1) of util-linux to make a terminal with");
    try (ServerProcess server = ServerProcess.startOnTerminal(folder, SETTINGS)) {
      String token =
          Awaitility.await()
              .atMost(Duration.ofSeconds(20))
              .until(StaffSetupTest.this::printedToken, printed -> !printed.isEmpty());
      assertThat(enter(server.client(), token).status()).isEqualTo(200);
    }
  }

  private String printedToken() throws IOException {
    Matcher link = LINK.matcher(Files.readString(ServerProcess.log(folder)));
    return link.find() ? link.group(1) : "";
  }

  private Client operator(ServerProcess server) throws IOException {
    Path file = folder.resolve("secrets/operator-token");
    return server.client().bearer(Files.readString(file).strip());
  }

  private String link(ServerProcess server) throws IOException {
    Answer link = operator(server).post("/api/v1/staff-setup-link", Map.of());
    String path = link.json().get("path").asString();
    return path.substring(path.indexOf('=') + 1);
  }

  private static Answer enter(Client client, String token) {
    return client.post(
        "/api/v1/staff/setup", Map.of("token", token, "name", NAME, "password", PASSWORD));
  }

  private static Answer confirm(Client client, String token, String code) {
    return client.post("/api/v1/staff/setup/confirm", Map.of("token", token, "code", code));
  }

  private static void checkpoint(ServerProcess server) throws Exception {
    for (String cluster : List.of("data", "keys")) {
      try (var connection = server.superuser(cluster);
          var statement = connection.createStatement()) {
        statement.execute("checkpoint");
      }
    }
  }

  private List<String> in(ByteSearch search) throws IOException {
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
