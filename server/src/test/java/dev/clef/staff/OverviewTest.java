package dev.clef.staff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.audit.DayCount;
import dev.clef.audit.LogFigures;
import dev.clef.identity.staff.StaffAccounts;
import dev.clef.platform.DataFolder;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.Operator;
import dev.clef.testing.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** The operator's home says how much was done, no more and no less. */
@ClefServer
@TestPropertySource(properties = "clef.staff.session-for=7h") // a server where nothing else happens
class OverviewTest {

  private static final int PEOPLE = 3;
  private static final int SIGN_INS = 4;
  private static final int READS = 7;

  private final Running clef;
  private final StaffAccounts staff;
  private final LogFigures log;
  private final DataFolder folder;

  @Autowired
  OverviewTest(Running clef, StaffAccounts staff, LogFigures log, DataFolder folder) {
    this.clef = clef;
    this.staff = staff;
    this.log = log;
    this.folder = folder;
  }

  @Test
  void what_was_done_yesterday_and_today_is_what_is_shown() throws IOException {
    live();
    clef.clock().advance(Duration.ofDays(1));
    live();
    String bearer = Files.readString(folder.secrets().resolve("operator-token")).strip();
    clef.client()
        .bearer(bearer)
        .post(
            "/api/v1/imports",
            Map.of("source", "keycloak", "file_sha256", "ab".repeat(32), "dry_run", false));
    Client console = clef.client();
    Operator operator =
        Operator.setUp(console, staff.newSetupToken().orElseThrow().expose(), clef.clock());
    operator.signIn(clef.client(), operator.wrongCode());
    operator.signIn(console);
    awaitCounted();

    JsonNode home = console.get("/api/v1/staff/overview").json();
    assertThat(home.get("people").get("active").asLong()).isEqualTo(2 * (PEOPLE - 1));
    assertThat(home.get("people").get("erased").asLong()).isEqualTo(2);
    assertThat(home.get("people").get("awaiting_parent").asLong()).isZero();
    assertThat(home.get("days").size()).isEqualTo(30);
    assertDay(home.get("days").get(28));
    assertDay(home.get("days").get(29));
    JsonNode quiet = home.get("days").get(27);
    assertThat(quiet.get("registrations").asLong() + quiet.get("sign_ins").asLong()).isZero();
    assertThat(quiet.get("reads").isEmpty()).isTrue();
    assertThat(home.get("erasures").get("done").asLong()).isEqualTo(2);
    assertThat(home.get("erasures").get("recent").asLong()).isEqualTo(2);
    assertThat(home.get("erasures").get("in_progress").asLong()).isZero();
    JsonNode tree = home.get("log");
    assertThat(tree.get("size").asLong())
        .isEqualTo(clef.data().count("select count(*) from audit.entry"))
        .isEqualTo(tree.get("counted").asLong())
        .isEqualTo(tree.get("checkpoint").get("size").asLong());
    assertThat(home.get("time").get("mode").asString()).isEqualTo("none");
    assertThat(home.get("time").get("proven_by_others").asBoolean()).isFalse();
    assertThat(home.get("imports").get(0).get("source").asString()).isEqualTo("keycloak");
    assertThat(home.get("imports").get(0).has("finished_at")).isFalse();
    JsonNode health = home.get("health");
    assertThat(health.get("data_database").asBoolean()).isTrue();
    assertThat(health.get("keys_database").asBoolean()).isTrue();
    assertThat(health.get("disk_free_bytes").asLong())
        .isPositive()
        .isLessThan(health.get("disk_total_bytes").asLong());
    assertThat(health.get("hashing").get("threads").asInt()).isPositive();
    assertThat(home.get("system").get("keys_postgresql").asString()).matches("1[5-9].*");
    assertStaffEntries();
    assertThat(Listener.some().signedIn(clef.client()).get("/api/v1/staff/overview").code())
        .isEqualTo("not_signed_in");
  }

  /** Three people register, one signs in and reads, one fails, one leaves. */
  private void live() {
    Listener anna = Listener.some().registered(clef.client());
    Client browser = clef.client();
    for (int i = 0; i < SIGN_INS; i++) {
      anna.signIn(browser);
    }
    for (int i = 0; i < READS; i++) {
      assertThat(browser.get("/api/v1/me").status()).isEqualTo(200);
    }
    assertThat(browser.get("/api/v1/me/export").status()).isEqualTo(200);
    Listener bert = Listener.some().registered(clef.client());
    bert.with("password", "not the right one").signIn(clef.client());
    clef.client().post("/api/v1/sign-in", Map.of("name", "nobody", "password", "x"));
    Listener carla = Listener.some();
    Client leaving = carla.signedIn(clef.client());
    assertThat(leaving.delete("/api/v1/me", Map.of("password", carla.password())).status())
        .isEqualTo(200);
  }

  private static void assertDay(JsonNode day) {
    assertThat(day.get("registrations").asLong()).isEqualTo(PEOPLE);
    assertThat(day.get("imported").asLong()).isZero();
    assertThat(day.get("sign_ins").asLong()).isEqualTo(SIGN_INS + 1);
    assertThat(day.get("sign_ins_failed").asLong()).isEqualTo(2);
    assertThat(day.get("reads").get("self_service").asLong()).isEqualTo(READS);
    assertThat(day.get("reads").get("access_request").asLong())
        .as("profile, sessions, ways to sign in")
        .isEqualTo(3);
    assertThat(day.get("erasures").asLong()).isOne();
  }

  private void assertStaffEntries() {
    List<DayCount> counts =
        log.since(LocalDate.EPOCH).stream().filter(one -> one.kind().startsWith("staff.")).toList();
    assertThat(counts.stream().collect(Collectors.toMap(DayCount::kind, DayCount::count)))
        .isEqualTo(
            Map.of(
                "staff.setup.started", 1L,
                "staff.setup.completed", 1L,
                "staff.passkey.added", 1L,
                "staff.session.ended", 1L,
                "staff.sign_in.failed", 1L,
                "staff.sign_in.succeeded", 1L));
  }

  private void awaitCounted() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          LogFigures.State state = log.state();
          LogFigures.Signed signed = state.checkpoint();
          return state.waiting() == 0
              && state.counted() == state.size()
              && signed != null
              && signed.size() == state.size();
        });
  }
}
