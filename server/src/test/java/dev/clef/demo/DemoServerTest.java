package dev.clef.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.ledger.LogVerdict;
import dev.clef.testing.Browser;
import dev.clef.testing.Browser.Look;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Operator;
import dev.clef.testing.Running;
import dev.clef.testing.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import tools.jackson.databind.JsonNode;

/** The trial mode as somebody starts it who wants to look around. */
class DemoServerTest {

  private static final String DEMO = "--clef.demo=true";

  private final Path folder = ServerProcess.newFolder();

  @AfterEach
  void discard() {
    ServerProcess.discard(folder);
  }

  @Test
  void a_trial_server_shows_invented_people_with_months_of_history() throws Exception {
    try (ServerProcess server = ServerProcess.start(folder, DEMO)) {
      assertThat(counted(server, "select status from identity.account"))
          .isEqualTo(expectedStatuses());
      assertThat(counted(server, "select state from rights.erasure"))
          .isEqualTo(Map.of("entered", 16L));
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> server.client().get("/log/checkpoint").status() == 200);
      assertThat(Running.verifyLog(server.client())).isInstanceOf(LogVerdict.Verified.class);
      assertThat(server.client().get("/log/checkpoint").text()).startsWith("demo.invalid/clef/log");
      Samples samples = Samples.of(People.all());
      lookAround(server.client(), samples.longTime());
      assertThat(signIn(server.client(), samples.child(), null).code()).isEqualTo("parent_needed");
      String code = Authenticator.code(Clock.systemUTC().instant());
      assertThat(signIn(server.client(), samples.withAuthenticator(), null).code())
          .isEqualTo("code_required");
      assertThat(signIn(server.client(), samples.withAuthenticator(), code).status())
          .isEqualTo(200);
      if (Browser.chromium().isPresent()) {
        lookAtEveryComponent(server.port());
        lookAtTheConsole(server);
        lookAtTheLetters(server.port());
      } else {
        System.out.println("SKIPPED: the style guide is not looked at without chromium.");
      }
      register(server.client());
    }
    assertThat(printed())
        .contains(Deeds.PASSWORD)
        .contains(Samples.of(People.all()).longTime().username());
    startsOnlyAsATrial();
  }

  /** The history writes none; the password changed just now does. */
  private static void lookAtTheLetters(int port) throws IOException {
    for (Look look : List.of(Look.desktop("en"), new Look("de", true, true, true))) {
      try (Browser browser = Browser.open(look, port)) {
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> !browser.visit("/trial/mail").all("main .rows a").isEmpty());
        assertThat(browser.all("main .rows a")).hasSize(1);
        assertThat(browser.text()).contains("@example.org");
        browser.see("letters").click("main .rows a");
        browser.see("letter");
        assertThat(browser.heading()).isNotBlank();
        String plain = browser.driver().findElement(By.cssSelector("main pre")).getText();
        assertThat(plain).contains("UTC");
        browser.driver().switchTo().frame(0);
        assertThat(browser.text()).contains(plain.substring(0, plain.indexOf("UTC")));
        browser.driver().switchTo().defaultContent();
        assertThat(browser.complaints()).isEmpty();
      }
    }
    Client client = Client.at(port);
    assertThat(client.get("/trial/mail/00000000-0000-4000-8000-000000000000").code())
        .isEqualTo("not_found");
  }

  /** The pages ask for an address first, and its code is shown; the API stays open. */
  private static void register(Client client) {
    assertThat(client.get("/register").text())
        .contains("name=\"email\"")
        .doesNotContain("name=\"username\"");
    assertThat(client.get("/sign-in").text()).contains("/forgot");
    Answer asked = client.form("/register", Map.of("email", "newcomer@example.org"), "en");
    assertThat(asked.text()).contains("/trial/mail", "name=\"mail_code\"");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> client.get("/trial/mail").text().contains("newcomer@example.org"));
    assertThat(client.post("/api/v1/accounts", Map.of("password", "correct horse")).code())
        .as("not address_needed")
        .isEqualTo("invalid_fields");
  }

  private static void lookAtEveryComponent(int port) throws IOException {
    for (Look look : List.of(Look.desktop("en"), new Look("en", true, true, true))) {
      try (Browser browser = Browser.open(look, port)) {
        browser.visit("/styleguide").see("styleguide");
        assertThat(browser.text()).contains("Trial mode", "Empty state");
        Person person = Samples.of(People.all()).longTime();
        browser.visit("/sign-in").type("name", person.username());
        browser.type("password", Deeds.PASSWORD).submit();
        assertThat(browser.path()).isEqualTo("/privacy");
        browser.see("demo-overview").forReadme("overview");
        browser.visit("/privacy/activity").see("demo-activity").forReadme("activity");
        assertThat(browser.complaints()).isEmpty();
      }
    }
  }

  /** As the operator, with months behind every chart. */
  private void lookAtTheConsole(ServerProcess server) throws IOException {
    Client client = server.client();
    client.bearer(Files.readString(folder.resolve("secrets/operator-token")).strip());
    String link = client.post("/api/v1/staff-setup-link", Map.of()).json().get("path").asString();
    Operator operator =
        Operator.setUp(server.client(), link.substring(link.indexOf('=') + 1), Clock.systemUTC());
    try (Browser browser = Browser.open(Look.desktop("en"), server.port())) {
      operator.signIn(browser);
      browser.see("demo-console").forReadme("console");
      assertThat(browser.all(".chart .axis")).hasSize(4);
      assertThat(browser.text()).contains("keycloak", "Age classes");
      browser.choose("language", "de").submitForm("/language");
      browser.see("demo-console-chosen");
      assertThat(browser.text())
          .contains("keycloak", "Altersklassen", "alt genug", "Hash argon2id");
      assertThat(browser.complaints()).isEmpty();
    }
  }

  private void startsOnlyAsATrial() throws IOException {
    refused("starts with --demo only");
    try (ServerProcess again = ServerProcess.start(folder, DEMO)) {
      assertThat(signIn(again.client(), Samples.of(People.all()).longTime(), null).status())
          .isEqualTo(200);
      assertThat(count(again, "select count(*) from identity.account")).isEqualTo(300);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    Files.delete(folder.resolve("demo"));
    refused("The databases hold invented people");
  }

  /** Months of one's own activity, decrypted, and sessions now. */
  private static void lookAround(Client client, Person person) {
    assertThat(signIn(client, person, null).status()).isEqualTo(200);
    Client.Answer me = client.get("/api/v1/me");
    assertThat(me.headers().get("clef-demo")).isEqualTo("invented-people");
    assertThat(me.json().get("username").asString()).isEqualTo(person.username());
    JsonNode items = client.get("/api/v1/me/activity?limit=100").json().get("items");
    assertThat(items.size()).isGreaterThan(20);
    Instant oldest = Instant.parse(items.get(items.size() - 1).get("at").asString());
    assertThat(Duration.between(oldest, Clock.systemUTC().instant()))
        .isGreaterThan(Duration.ofDays(120));
    assertThat(items.findValuesAsString("what"))
        .contains("account.imported", "sign_in.succeeded", "data.read");
    assertThat(client.get("/api/v1/me/sessions").json().get("sessions").size()).isPositive();
    assertThat(
            client
                .put(
                    "/api/v1/me/password",
                    Map.of("current_password", Deeds.PASSWORD, "new_password", Deeds.PASSWORD))
                .status())
        .isEqualTo(204);
  }

  @Test
  void a_folder_of_real_people_is_refused_and_stays_as_it_is() throws IOException {
    ServerProcess.start(folder).close();
    List<Path> before = files();

    refused("invented people and real ones never mix", DEMO);

    assertThat(files()).isEqualTo(before);
    ServerProcess.start(folder).close();
  }

  @Test
  void databases_of_somebody_else_are_refused() throws IOException {
    refused(
        "--demo brings its own databases",
        DEMO,
        "--clef.db.url=jdbc:postgresql://127.0.0.1:1/clef",
        "--clef.keys-db.url=jdbc:postgresql://127.0.0.1:1/clef");
  }

  @Test
  void people_that_were_never_finished_are_refused_with_advice() throws IOException {
    ServerProcess.startUntil("Inventing listeners: 10 %", folder, DEMO).kill();

    refused("rm -r ", DEMO);
    refused("rm -r ");

    ServerProcess.discard(folder);
    ServerProcess.startUntil("Inventing listeners: 10 %", folder, DEMO).close();
    refused("were never finished", DEMO);
  }

  private void refused(String reason, String... properties) throws IOException {
    Files.deleteIfExists(ServerProcess.log(folder));
    assertThatThrownBy(() -> ServerProcess.start(folder, properties))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(reason);
  }

  private static Client.Answer signIn(Client client, Person person, @Nullable String code) {
    Map<String, String> body = new HashMap<>();
    body.put("name", person.username());
    body.put("password", Deeds.PASSWORD);
    if (code != null) {
      body.put("code", code);
    }
    return client.post("/api/v1/sign-in", body);
  }

  private static Map<String, Long> expectedStatuses() {
    Map<String, Long> statuses = new TreeMap<>();
    Arrays.stream(Kind.values())
        .forEach(kind ->
            statuses.merge(
                kind.isErased()
                    ? "erased"
                    : kind.isChild()
                        ? "awaiting_parent"
                        : kind == Kind.IMPORTED_DISABLED || kind == Kind.DISABLED_LATER
                            ? "disabled"
                            : "active",
                (long) kind.people(),
                Long::sum));
    return statuses;
  }

  private static Map<String, Long> counted(ServerProcess server, String sql) throws SQLException {
    Map<String, Long> counts = new TreeMap<>();
    try (Connection connection = server.superuser("data");
        var rows = connection.createStatement().executeQuery(sql)) {
      while (rows.next()) {
        counts.merge(rows.getString(1), 1L, Long::sum);
      }
    }
    return counts;
  }

  private static long count(ServerProcess server, String sql) throws SQLException {
    try (Connection connection = server.superuser("data");
        var rows = connection.createStatement().executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private String printed() throws IOException {
    return Files.readString(ServerProcess.log(folder));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }
}
