package dev.clef.identity.staff.elevation;

import static dev.clef.identity.staff.StaffRole.ADMINISTRATOR;
import static dev.clef.identity.staff.StaffRole.AUDITOR;
import static dev.clef.identity.staff.StaffRole.PRIVACY_OFFICER;
import static dev.clef.identity.staff.StaffRole.SECURITY;
import static dev.clef.identity.staff.StaffRole.SUPPORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.identity.staff.Colleagues;
import dev.clef.identity.staff.Colleagues.Colleague;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Listener;
import dev.clef.testing.Running;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;

/** In an emergency nobody is asked first, everybody is told, and somebody asks afterwards. */
@ClefServer
@ExtendWith(OutputCaptureExtension.class)
class BreakGlassTest {

  private static final String PATH = "/api/v1/staff/elevations";

  private final Running clef;
  private final Colleagues colleagues;
  private final ElevationMeters meters;
  private final MeterRegistry registry;
  private Listener anna;
  private Client annas;
  private String person;
  private Colleague security;

  @Autowired
  BreakGlassTest(
      Running clef, ElevationMeters meters, MeterRegistry registry, ApplicationContext context) {
    this.clef = clef;
    this.meters = meters;
    this.registry = registry;
    this.colleagues = new Colleagues(clef, context);
    this.anna = Listener.some();
    this.annas = clef.client();
    this.person = "";
    this.security = new Colleague(new UUID(0, 0), new UUID(0, 0), "", annas);
  }

  @BeforeEach
  void people() {
    clef.data().update("delete from identity.elevation");
    anna = Listener.some();
    annas = anna.signedIn(clef.client());
    person = annas.get("/api/v1/me").json().get("user_id").asString();
    security = colleagues.hire(SECURITY);
  }

  @Test
  void it_opens_at_once_loudly_and_for_a_quarter_of_an_hour(CapturedOutput output) {
    Answer opened = broken(security);
    String id = opened.json().get("elevation_id").asString();
    assertThat(opened.json().get("state").asString()).isEqualTo("open");
    assertThat(read(security, id).json().at("/values/email").asString())
        .isEqualTo(anna.field("email"));
    assertThat(output.getAll().lines().filter(line -> line.contains("break-glass")))
        .singleElement()
        .asString()
        .contains("WARN", id)
        .doesNotContain(person, anna.name(), security.name(), security.staffId().toString());
    List<JsonNode> items = activity();
    assertThat(items.stream().map(item -> item.get("what").asString()))
        .containsExactly("data.read", "break_glass.opened");
    assertThat(items)
        .allSatisfy(item -> assertThat(item.get("notable").asString()).isEqualTo("break_glass"));
    assertThat(items.getLast().get("says").asString())
        .isEqualTo(
            "In an emergency, a member of staff (security) opened access to your data for 15"
                + " minutes without approval; a second person reviews it");
    clef.clock().advance(Duration.ofMinutes(15));
    colleagues.awake(security);
    assertThat(read(security, id).code()).isEqualTo("elevation_not_open");
  }

  @Test
  void only_security_and_privacy_officers_with_a_reason_of_the_list() {
    for (Colleague other :
        List.of(
            colleagues.hire(SUPPORT), colleagues.hire(AUDITOR), colleagues.hire(ADMINISTRATOR))) {
      assertThat(breaks(other, "attack_under_way").code()).isEqualTo("forbidden");
    }
    for (String reason : List.of("", "I must", "ATTACK_UNDER_WAY")) {
      assertThat(breaks(security, reason).code()).isEqualTo("invalid_fields");
    }
    assertThat(activity()).isEmpty();
    assertThat(breaks(colleagues.hire(PRIVACY_OFFICER), "leak_under_way").status()).isEqualTo(201);
  }

  @Test
  void there_is_no_second_one_before_the_first_is_reviewed_not_even_at_the_same_moment() {
    List<Integer> answers =
        IntStream.range(0, 3)
            .parallel()
            .mapToObj(_ -> breaks(security, "attack_under_way").status())
            .sorted()
            .toList();
    assertThat(answers).containsExactly(201, 409, 409);
    assertThat(
            clef.data()
                .count(
                    "select count(*) from vault.elevation where staff_id = ?", security.staffId()))
        .isOne();
    assertThat(activity()).hasSize(1);
  }

  @Test
  void it_is_counted_until_a_second_person_has_looked() {
    String id = broken(security).json().get("elevation_id").asString();
    assertThat(unreviewed()).isOne();
    assertThat(breaks(security, "attack_under_way").code()).isEqualTo("break_glass_unreviewed");
    for (Colleague self : List.of(security, colleagues.again(security, SECURITY))) {
      assertThat(review(self, id, true).code()).isEqualTo("own_elevation");
    }
    assertThat(review(colleagues.hire(SUPPORT), id, true).code()).isEqualTo("forbidden");
    assertThat(review(colleagues.hire(AUDITOR), id, true).code()).isEqualTo("forbidden");
    assertThat(unreviewed()).isOne();
    Colleague other = colleagues.hire(SECURITY);
    assertThat(review(other, id, true).json().get("justified").asBoolean()).isTrue();
    assertThat(review(other, id, false).code()).isEqualTo("elevation_settled");
    assertThat(unreviewed()).isZero();
    assertThat(activity().stream().map(item -> item.get("says").asString()))
        .contains("A second person reviewed the emergency access to your data: justified");
    assertThat(read(security, id).status()).as("still open").isEqualTo(200);
    assertThat(breaks(security, "attack_under_way").status()).isEqualTo(201);
    assertThatThrownBy(() ->
            clef.data()
                .update(
                    "update identity.elevation set review = 'justified', reviewed_by = holder where"
                        + " review is null"))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void what_was_not_justified_ends_at_once() {
    String id = broken(security).json().get("elevation_id").asString();
    Answer reviewed = review(colleagues.hire(ADMINISTRATOR), id, false);
    assertThat(reviewed.json().get("state").asString()).isEqualTo("ended");
    assertThat(reviewed.json().get("over_why").asString()).isEqualTo("not_justified");
    assertThat(read(security, id).code()).isEqualTo("elevation_not_open");
  }

  @Test
  void an_ordinary_one_cannot_be_reviewed() {
    Answer asked =
        security
            .browser()
            .post(
                PATH,
                Map.of(
                    "person",
                    person,
                    "purpose",
                    "security_incident",
                    "case_number",
                    "SEC-1",
                    "minutes",
                    15));
    String id = asked.json().get("elevation_id").asString();
    assertThat(review(colleagues.hire(SECURITY), id, true).code()).isEqualTo("elevation_settled");
  }

  @Test
  void it_is_not_for_going_through_people() {
    Answer answer;
    int broken = 0;
    do {
      answer = breaks(security, "attack_under_way");
      broken++;
      clef.data()
          .update(
              "update identity.elevation set review = 'justified', reviewed_by = gen_random_uuid(),"
                  + " reviewed_at = now() where review is null");
    } while (answer.status() == 201 && broken < 20);
    assertThat(answer.code()).isEqualTo("rate_limited");
    assertThat(broken).isLessThanOrEqualTo(4);
  }

  private double unreviewed() {
    meters.look();
    return registry.get("clef.staff.break.glass.unreviewed").gauge().value();
  }

  private Answer broken(Colleague who) {
    Answer answer = breaks(who, "account_taken_over");
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    return answer;
  }

  private Answer breaks(Colleague who, String reason) {
    return who.browser()
        .post(
            PATH + "/break-glass",
            Map.of("person", person, "case_number", "SEC-911", "emergency", reason));
  }

  private static Answer review(Colleague who, String id, boolean justified) {
    return who.browser().post(PATH + "/" + id + "/review", Map.of("justified", justified));
  }

  private static Answer read(Colleague who, String id) {
    return who.browser().post(PATH + "/" + id + "/read", Map.of("fields", List.of("email")));
  }

  private List<JsonNode> activity() {
    return annas
        .get("/api/v1/me/activity?limit=100")
        .json()
        .get("items")
        .valueStream()
        .filter(item -> item.get("who").asString().startsWith("staff"))
        .toList();
  }
}
