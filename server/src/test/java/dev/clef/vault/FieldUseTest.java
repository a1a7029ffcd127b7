package dev.clef.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.audit.LogFigures;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** The report names what nobody read for the time set, and who read the rest. */
@ClefServer
@TestPropertySource(properties = "clef.vault.unread-after=30d") // a server where nobody else reads
class FieldUseTest {

  private final Running clef;
  private final LogFigures log;

  @Autowired
  FieldUseTest(Running clef, LogFigures log) {
    this.clef = clef;
    this.log = log;
  }

  @Test
  void a_field_is_unread_when_its_last_read_is_too_long_ago_and_never_before() {
    Listener anna = Listener.some();
    Client browser = anna.signedIn(clef.client());
    assertThat(browser.get("/api/v1/me").status()).isEqualTo(200);
    assertThat(browser.get("/api/v1/me/sessions").status()).isEqualTo(200);
    LocalDate first = today();
    assertThat(unread(report())).isEmpty();

    clef.clock().advance(Duration.ofDays(29));
    assertThat(unread(report())).as("a day too early").isEmpty();

    clef.clock().advance(Duration.ofDays(1));
    Client again = clef.client();
    anna.signIn(again);
    assertThat(again.get("/api/v1/me").status()).isEqualTo(200);
    JsonNode report = report();
    assertThat(unread(report))
        .containsExactlyInAnyOrder(
            "imported.*", "factors", "session.device", "session.address", "letter", "activity");
    assertThat(report.get("since").asString()).isEqualTo(first.toString());
    assertThat(field(report, "session.device").get("last_day").asString())
        .isEqualTo(first.toString());
    assertThat(field(report, "imported.*").has("last_day")).isFalse();
    JsonNode email = field(report, "email");
    assertThat(email.get("last_day").asString()).isEqualTo(today().toString());
    assertThat(email.get("read_by").size()).isOne();
    assertThat(email.get("read_by").get(0).get("count").asLong()).isEqualTo(2);
    JsonNode password = field(report, "hashed_password").get("read_by").get(0);
    assertThat(password.get("reader").asString()).isEqualTo("service");
    assertThat(password.get("purpose").asString()).isEqualTo("authentication");
    assertThat(password.get("count").asLong()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void the_catalogue_is_for_the_operator() {
    for (String path : List.of("/api/v1/catalogue", "/api/v1/catalogue/unread")) {
      assertThat(clef.client().get(path).code()).isEqualTo("not_signed_in");
      assertThat(Listener.some().signedIn(clef.client()).get(path).code()).isEqualTo("forbidden");
    }
    JsonNode data = clef.operator().get("/api/v1/catalogue").json().get("data");
    JsonNode birthDate =
        data.valueStream()
            .filter(d -> d.get("name").asString().equals("birth_date"))
            .findFirst()
            .orElseThrow();
    assertThat(birthDate.get("sensitivity").asString()).isEqualTo("high");
    assertThat(birthDate.get("special").toString()).isEqualTo("[\"coppa\"]");
    assertThat(birthDate.get("readers").toString()).isEqualTo("[\"listener\",\"staff\"]");
    assertThat(birthDate.get("columns").toString()).contains("vault.field.ciphertext");
  }

  private JsonNode report() {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> log.reads().behind() == 0);
    return clef.operator().get("/api/v1/catalogue/unread").json();
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clef.clock().instant(), ZoneOffset.UTC);
  }

  private static List<String> unread(JsonNode report) {
    Stream<JsonNode> fields = report.get("fields").valueStream();
    return fields
        .filter(field -> field.get("unread").asBoolean())
        .map(field -> field.get("name").asString())
        .toList();
  }

  private static JsonNode field(JsonNode report, String name) {
    return report
        .get("fields")
        .valueStream()
        .filter(field -> field.get("name").asString().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
