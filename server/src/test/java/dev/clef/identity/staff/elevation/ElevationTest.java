package dev.clef.identity.staff.elevation;

import static dev.clef.identity.staff.StaffRole.ADMINISTRATOR;
import static dev.clef.identity.staff.StaffRole.AUDITOR;
import static dev.clef.identity.staff.StaffRole.OPERATOR;
import static dev.clef.identity.staff.StaffRole.PRIVACY_OFFICER;
import static dev.clef.identity.staff.StaffRole.SECURITY;
import static dev.clef.identity.staff.StaffRole.SUPPORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.identity.staff.Colleagues;
import dev.clef.identity.staff.Colleagues.Colleague;
import dev.clef.identity.staff.StaffMember;
import dev.clef.identity.staff.StaffRole;
import dev.clef.platform.web.Problem;
import dev.clef.subject.Catalogue;
import dev.clef.subject.DataCategory;
import dev.clef.subject.Datum;
import dev.clef.subject.Role;
import dev.clef.subject.Sensitivity;
import dev.clef.subject.Special;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Use;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Listener;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.Running;
import dev.clef.vault.Access;
import dev.clef.vault.AccessDenied;
import dev.clef.vault.Grant;
import dev.clef.vault.Grants;
import dev.clef.vault.Vault;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;

/** Nobody of the staff sees anything of anybody, but with an elevation, while it is open. */
@ClefServer
class ElevationTest {

  private static final String PATH = "/api/v1/staff/elevations";
  private static final UUID NEVER = UUID.fromString("0197a000-0000-7000-8000-000000000000");

  private final Running clef;
  private final Vault vault;
  private final Grants grants;
  private final Elevations elevations;
  private final ElevatedSignOut signOut;
  private final ElevationSweep sweep;
  private final ElevationData data;
  private final Colleagues colleagues;
  private Listener anna;
  private Client annas;
  private UUID person;
  private Colleague support;
  private Colleague officer;

  @Autowired
  ElevationTest(
      Running clef,
      Vault vault,
      Grants grants,
      Elevations elevations,
      ElevatedSignOut signOut,
      ElevationSweep sweep,
      ElevationData data,
      ApplicationContext context) {
    this.clef = clef;
    this.vault = vault;
    this.grants = grants;
    this.elevations = elevations;
    this.signOut = signOut;
    this.sweep = sweep;
    this.data = data;
    this.colleagues = new Colleagues(clef, context);
    this.anna = Listener.some();
    this.annas = clef.client();
    this.person = NEVER;
    this.support = new Colleague(NEVER, NEVER, "", annas);
    this.officer = support;
  }

  @BeforeEach
  void people() {
    anna = Listener.some();
    annas = anna.signedIn(clef.client());
    person = UUID.fromString(annas.get("/api/v1/me").json().get("user_id").asString());
    support = colleagues.hire(SUPPORT);
    officer = colleagues.hire(PRIVACY_OFFICER);
  }

  @Test
  void what_a_second_person_approved_is_read_for_a_while_and_the_listener_sees_each_step() {
    String id = asked(support, anna.name(), "support_case");
    assertThat(read(support, id, "email").code()).isEqualTo("elevation_not_open");
    assertThat(step(officer, id, "approve").json().get("state").asString()).isEqualTo("approved");
    assertThat(read(support, id, "email").code()).isEqualTo("elevation_not_open");
    JsonNode open = step(support, id, "open").json();
    assertThat(open.get("state").asString()).isEqualTo("open");
    Answer shown = read(support, id, "email", "given_name");
    assertThat(shown.json().at("/values/email").asString()).isEqualTo(anna.field("email"));
    assertThat(shown.json().at("/values/given_name").asString())
        .isEqualTo(anna.field("given_name"));
    assertThat(shown.headers().get("cache-control")).contains("no-store");
    assertThat(read(support, id, "email").status()).isEqualTo(200);
    assertThat(step(support, id, "end").status()).isEqualTo(200);

    List<JsonNode> activity = activity();
    assertThat(types(activity))
        .containsExactly(
            "elevation.ended",
            "data.read",
            "data.read",
            "elevation.opened",
            "elevation.approved",
            "elevation.asked");
    JsonNode approved = activity.get(4);
    assertThat(approved.get("says").asString())
        .isEqualTo(
            "A member of staff (support) was allowed to see your data for 15 minutes, approved by a"
                + " second person");
    assertThat(approved.get("notable").asString()).isEqualTo("staff");
    assertThat(approved.get("why").asString()).isEqualTo("support_case");
    assertThat(activity)
        .allSatisfy(item -> {
          assertThat(item.get("details").toString()).contains("case=" + id);
          assertThat(item.toString()).doesNotContain(support.name(), officer.name());
        });
    assertThat(activity.get(1).get("fields").valueStream().map(JsonNode::asString))
        .containsExactly("email");
  }

  @Test
  void an_account_in_the_wrong_hands_is_signed_out_everywhere_with_an_open_elevation_alone() {
    String id = asked(support, anna.name(), "support_case");
    assertThat(step(support, id, "sign-out").code()).as("waiting").isEqualTo("elevation_not_open");
    step(officer, id, "approve");
    assertThat(step(support, id, "sign-out").code()).as("approved").isEqualTo("elevation_not_open");
    step(support, id, "open");
    Client another = clef.client();
    anna.signIn(another);
    RelyingParty player = RelyingParty.added(clef, "web", "https://elevated.example/callback");
    JsonNode tokens = player.redeem(player.code(another)).json();
    String access = tokens.get("access_token").asString();
    Client elses = Listener.some().signedIn(clef.client());
    assertThat(step(officer, id, "sign-out").code())
        .as("of somebody else")
        .isEqualTo("elevation_not_open");
    assertThat(step(colleagues.again(support, SUPPORT), id, "sign-out").code())
        .as("in another session")
        .isEqualTo("elevation_not_open");
    assertThat(annas.get("/api/v1/me").status()).isEqualTo(200);
    assertThat(player.userInfo(access).status()).isEqualTo(200);

    assertThat(step(support, id, "sign-out").json().get("state").asString()).isEqualTo("open");
    for (Client ended : List.of(annas, another)) {
      assertThat(ended.get("/api/v1/me").code()).isEqualTo("not_signed_in");
    }
    assertThat(player.userInfo(access).status()).as("in an application").isEqualTo(401);
    assertThat(player.refresh(tokens.get("refresh_token").asString()).error())
        .isEqualTo("invalid_grant");
    assertThat(elses.get("/api/v1/me").status()).isEqualTo(200);

    anna.signIn(annas);
    JsonNode entry =
        activity().stream()
            .filter(item -> item.get("what").asString().equals("elevation.signed_out"))
            .findFirst()
            .orElseThrow();
    assertThat(entry.get("says").asString())
        .isEqualTo("A member of staff (support) signed you out everywhere");
    assertThat(entry.get("details").toString()).contains("case=" + id);
    assertThat(entry.get("fields").size()).as("none was touched").isZero();
    step(support, id, "end");
    assertThat(step(support, id, "sign-out").code()).as("ended").isEqualTo("elevation_not_open");
    assertThat(annas.get("/api/v1/me").status()).isEqualTo(200);
  }

  /** A request that was let in decides nothing once the role or the session is gone. */
  @Test
  void whoever_loses_the_role_or_the_session_meanwhile_decides_nothing() {
    String id = asked(support, anna.name(), "support_case");
    UUID elevationId = UUID.fromString(id);
    for (String lost :
        List.of(
            "update identity.staff_account set roles = '{support}' where staff_id = ?",
            "delete from identity.staff_session where staff_id = ?")) {
      Colleague other = colleagues.hire(PRIVACY_OFFICER);
      assertThat(clef.data().update(lost, other.staffId())).isOne();
      StaffMember me = member(other, PRIVACY_OFFICER);
      assertSettled(() -> elevations.approve(me, elevationId));
      assertSettled(() -> elevations.decline(me, elevationId));
    }
    assertThat(state(id)).isEqualTo("waiting");
    step(officer, id, "approve");
    step(support, id, "open");
    clef.data()
        .update(
            "update identity.staff_account set roles = '{auditor}' where staff_id = ?",
            support.staffId());
    StaffMember me = member(support, SUPPORT);
    assertThatThrownBy(() -> signOut.signOut(me, elevationId))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> assertThat(problem.type()).isEqualTo(ElevationProblem.ELEVATION_NOT_OPEN));
    assertThat(annas.get("/api/v1/me").status()).isEqualTo(200);
  }

  private StaffMember member(Colleague one, StaffRole role) {
    return new StaffMember(
        one.staffId(), one.sessionId(), clef.clock().instant(), Set.of(role), true);
  }

  private static void assertSettled(ThrowingCallable step) {
    assertThatThrownBy(step)
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> assertThat(problem.type()).isEqualTo(ElevationProblem.ELEVATION_SETTLED));
  }

  @Test
  void as_many_entries_as_reads() {
    String id = open(support, officer, "support_case");
    int before = activity().size();
    for (int i = 0; i < 3; i++) {
      assertThat(read(support, id, "username").status()).isEqualTo(200);
    }
    assertThat(types(activity()).stream().filter("data.read"::equals)).hasSize(3);
    assertThat(activity()).hasSize(before + 3);
  }

  @Test
  void nobody_approves_their_own_in_whatever_session_and_the_database_says_so_too() {
    Colleague first = colleagues.hire(PRIVACY_OFFICER);
    Colleague second = colleagues.again(first, PRIVACY_OFFICER);
    String id = asked(first, person.toString(), "person_request");
    for (Colleague self : List.of(first, second)) {
      assertThat(step(self, id, "approve").code()).isEqualTo("own_elevation");
      assertThat(step(self, id, "decline").code()).isEqualTo("own_elevation");
    }
    assertThat(types(activity())).containsOnlyOnce("elevation.asked").contains("elevation.refused");
    assertThat(state(id)).isEqualTo("waiting");
    assertThatThrownBy(() ->
            clef.data()
                .update(
                    "update identity.elevation set decided_by = holder, state = 'approved' where"
                        + " elevation_id = ?::uuid",
                    id))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() ->
            clef.data()
                .update(
                    "update identity.elevation set opened_at = now(), state = 'open' where"
                        + " elevation_id = ?::uuid",
                    id))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void who_asks_for_what_and_who_decides_stands_in_a_closed_list() {
    Colleague security = colleagues.hire(SECURITY);
    assertThat(ask(security, person.toString(), "support_case", "HELP-1", 15).code())
        .isEqualTo("forbidden");
    assertThat(ask(support, person.toString(), "security_incident", "HELP-1", 15).code())
        .isEqualTo("forbidden");
    for (Colleague other : List.of(colleagues.hire(OPERATOR), colleagues.hire(AUDITOR))) {
      assertThat(ask(other, person.toString(), "support_case", "HELP-1", 15).code())
          .isEqualTo("forbidden");
    }
    String id = asked(support, person.toString(), "support_case");
    assertThat(step(security, id, "approve").code()).isEqualTo("not_found");
    assertThat(step(colleagues.hire(SUPPORT), id, "approve").code()).isEqualTo("forbidden");
    assertThat(step(colleagues.hire(AUDITOR), id, "approve").code()).isEqualTo("forbidden");
    String incident = asked(security, person.toString(), "security_incident");
    assertThat(step(colleagues.hire(SECURITY), incident, "approve").status()).isEqualTo(200);
  }

  @Test
  void what_is_entered_is_of_closed_patterns() {
    String id = person.toString();
    for (String number : List.of("", "HELP", "help-1", "HELP-12 Anna", "HELP-1234567890", "a@b")) {
      Answer answer = ask(support, id, "support_case", number, 15);
      assertThat(answer.code()).as(number).isEqualTo("invalid_fields");
      assertThat(answer.text()).contains("case_number").doesNotContain("purpose");
    }
    for (int minutes : new int[] {0, -1, 5, 45, 61, 1440}) {
      assertThat(ask(support, id, "support_case", "HELP-1", minutes).code())
          .isEqualTo("invalid_fields");
    }
    for (String purpose : List.of("", "curiosity", "self_service", "SUPPORT_CASE")) {
      assertThat(ask(support, id, purpose, "HELP-1", 15).code()).isEqualTo("invalid_fields");
    }
    assertThat(activity()).isEmpty();
  }

  @Test
  void somebody_is_found_by_exactly_what_is_theirs_and_nothing_else_is_said() {
    assertThat(userId(ask(support, person.toString(), "support_case", "HELP-1", 15)))
        .isEqualTo(person.toString());
    assertThat(
            userId(
                ask(support, anna.name().toUpperCase(Locale.ROOT), "support_case", "HELP-1", 15)))
        .isEqualTo(person.toString());
    Answer found = ask(support, anna.name(), "support_case", "HELP-1", 15);
    assertThat(found.text()).doesNotContain(anna.name(), anna.field("email"));
    for (String nobody :
        List.of(anna.name() + "x", anna.field("email"), NEVER.toString(), "%", "Given")) {
      assertThat(ask(support, nobody, "support_case", "HELP-1", 15).code())
          .as(nobody)
          .isEqualTo("nobody_found");
    }
    assertThat(types(activity())).hasSize(3).containsOnly("elevation.asked");
  }

  @Test
  void searching_on_and_on_is_stopped() {
    int asked = 0;
    Answer answer;
    do {
      answer = ask(support, "nobody at all", "support_case", "HELP-1", 15);
      asked++;
    } while (answer.code().equals("nobody_found") && asked < 100);
    assertThat(answer.code()).isEqualTo("rate_limited");
    assertThat(asked).isLessThan(30);
  }

  @Test
  void a_purpose_opens_its_fields_and_no_other_and_the_try_is_in_the_log() {
    String id = open(support, officer, "support_case");
    for (String field :
        List.of("birth_date", "address", "hashed_password", "totp_secret", "factors", "session")) {
      assertThat(read(support, id, field).code()).as(field).isEqualTo("access_denied");
      assertThat(read(support, id, "email", field).code()).as(field).isEqualTo("access_denied");
    }
    assertThat(types(activity()).stream().filter("data.refused"::equals)).hasSize(12);
    for (String field : List.of("imported.x", "shoe size of Anna", "")) {
      assertThat(read(support, id, field).code()).as(field).isEqualTo("invalid_fields");
    }
    assertThat(types(activity())).doesNotContain("data.read");
    assertThat(read(support, id).code()).isEqualTo("invalid_fields");
  }

  @Test
  void no_purpose_of_staff_opens_credentials_secrets_or_what_may_be_of_a_special_category() {
    assertThat(ElevationPurpose.values()).allSatisfy(one -> assertThat(one.fields()).isNotEmpty());
    Set<String> purposes =
        Set.copyOf(Arrays.stream(ElevationPurpose.values()).map(ElevationPurpose::code).toList());
    for (Datum datum : Catalogue.all()) {
      boolean open =
          datum.about() == Role.LISTENER
              && datum.uses().stream()
                  .anyMatch(
                      use -> use.role() == Role.STAFF && purposes.contains(use.purpose().code()));
      if (open) {
        assertThat(datum.category()).as(datum.name()).isNotEqualTo(DataCategory.CREDENTIAL);
        assertThat(datum.category()).as(datum.name()).isNotEqualTo(DataCategory.IMPORTED);
        assertThat(datum.sensitivity()).as(datum.name()).isNotEqualTo(Sensitivity.SECRET);
        assertThat(datum.special()).as(datum.name()).doesNotContain(Special.ART_9);
        assertThat(datum.uses())
            .as("staff change nothing: " + datum.name())
            .noneMatch(use -> use.role() == Role.STAFF && use.act() == Use.Act.WRITE);
      }
    }
  }

  @Test
  void an_incident_shows_where_the_account_is_signed_in() {
    Colleague security = colleagues.hire(SECURITY);
    String id = open(security, officer, "security_incident");
    JsonNode shown = read(security, id, "session", "country").json();
    assertThat(shown.at("/values/country").asString()).isEqualTo("DE");
    assertThat(shown.at("/sessions/0/device").asString()).isEqualTo("a test");
    assertThat(types(activity()).stream().filter("data.read"::equals)).hasSize(2);
  }

  @Test
  void it_is_for_one_person() {
    Colleague holder = colleagues.hire(SUPPORT);
    String id = open(holder, officer, "support_case");
    Grant grant =
        grants.find(UUID.fromString(id), holder.staffId(), holder.sessionId()).orElseThrow();
    Listener ben = Listener.some();
    Client bens = ben.signedIn(clef.client());
    SubjectId other =
        new SubjectId(UUID.fromString(bens.get("/api/v1/me").json().get("user_id").asString()));
    assertThatThrownBy(() -> vault.read(other, Set.of("email"), Access.elevated(grant)))
        .isInstanceOf(AccessDenied.class);
    assertThat(bens.get("/api/v1/me/activity").text()).contains("what=somebody_else");
    clef.data()
        .update(
            "update vault.elevation set user_id = ? where elevation_id = ?::uuid",
            other.value(),
            id);
    assertThatThrownBy(
            () -> vault.read(new SubjectId(person), Set.of("email"), Access.elevated(grant)))
        .as("the row is of somebody else")
        .isInstanceOf(AccessDenied.class);
    assertThat(activity().getFirst().get("details").toString()).contains("what=not_elevated");
  }

  @Test
  void somebody_elses_elevation_is_of_no_use_and_forged_ones_are_not_there() {
    String id = open(support, officer, "support_case");
    Colleague thief = colleagues.hire(SUPPORT);
    for (String step : List.of("withdraw", "open", "end")) {
      assertThat(step(thief, id, step).code()).as(step).isEqualTo("not_found");
    }
    assertThat(read(thief, id, "email").code()).isEqualTo("not_found");
    assertThat(thief.browser().get(PATH + "/" + id).code()).isEqualTo("not_found");
    assertThat(thief.browser().get(PATH).text()).doesNotContain(id);
    assertThat(read(officer, id, "email").code())
        .as("who decides sees that it is there and nothing of the person")
        .isEqualTo("elevation_not_open");
    assertThat(read(support, NEVER.toString(), "email").code()).isEqualTo("not_found");
    assertThat(read(support, "1", "email").status()).isBetween(400, 404);
    assertThat(annas.get(PATH + "/" + id).code()).isEqualTo("not_signed_in");
    assertThat(clef.client().post(PATH, Map.of()).code()).isEqualTo("not_signed_in");
    assertThat(types(activity())).contains("elevation.refused").doesNotContain("data.read");
  }

  @Test
  void another_site_cannot_make_anybody_approve() throws Exception {
    String id = asked(support, person.toString(), "support_case");
    HttpResponse<String> answer =
        Client.stranger()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            "https://localhost:" + clef.port() + PATH + "/" + id + "/approve"))
                    .header("Cookie", Client.STAFF + "=" + officer.browser().cookie(Client.STAFF))
                    .header("Sec-Fetch-Site", "cross-site")
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("cross_site");
    assertThat(state(id)).isEqualTo("waiting");
  }

  @Test
  void what_is_settled_is_settled() {
    String declined = asked(support, person.toString(), "support_case");
    assertThat(step(officer, declined, "decline").status()).isEqualTo(200);
    String withdrawn = asked(support, person.toString(), "support_case");
    assertThat(step(support, withdrawn, "withdraw").status()).isEqualTo(200);
    String ended = open(support, officer, "support_case");
    assertThat(step(officer, ended, "end").json().get("over_why").asString())
        .isEqualTo("taken_back");
    for (String id : List.of(declined, withdrawn, ended)) {
      assertThat(step(officer, id, "approve").code()).isEqualTo("elevation_settled");
      assertThat(step(support, id, "open").code()).isEqualTo("elevation_settled");
      assertThat(read(support, id, "email").code()).isEqualTo("elevation_not_open");
    }
    assertThat(types(activity()))
        .contains("elevation.declined", "elevation.withdrawn", "elevation.ended")
        .doesNotContain("data.read");
  }

  @Test
  void an_approved_one_can_be_withdrawn_and_is_opened_once() {
    String id = asked(support, person.toString(), "support_case");
    step(officer, id, "approve");
    assertThat(step(officer, id, "approve").code()).isEqualTo("elevation_settled");
    assertThat(step(support, id, "open").status()).isEqualTo(200);
    assertThat(step(support, id, "open").code()).isEqualTo("elevation_settled");
    assertThat(step(support, id, "withdraw").code()).isEqualTo("elevation_settled");
    String other = asked(support, person.toString(), "support_case");
    step(officer, other, "approve");
    assertThat(step(support, other, "withdraw").status()).isEqualTo(200);
    assertThat(step(support, other, "open").code()).isEqualTo("elevation_settled");
  }

  @Test
  void nobody_decides_too_late_and_the_request_lapses_by_itself() {
    String waiting = asked(support, person.toString(), "support_case");
    String approved = asked(support, person.toString(), "support_case");
    step(officer, approved, "approve");
    clef.clock().advance(Duration.ofHours(24));
    Colleague late = colleagues.hire(PRIVACY_OFFICER);
    assertThat(step(late, waiting, "approve").code()).isEqualTo("elevation_settled");
    Colleague back = colleagues.again(support, SUPPORT);
    assertThat(step(back, approved, "open").code()).isEqualTo("elevation_settled");
    sweep.look();
    assertThat(state(waiting)).isEqualTo("lapsed");
    assertThat(state(approved)).isEqualTo("lapsed");
    assertThat(types(activity()).stream().filter("elevation.lapsed"::equals)).hasSize(2);
    sweep.look();
    assertThat(types(activity()).stream().filter("elevation.lapsed"::equals)).hasSize(2);
  }

  @Test
  void it_ends_when_its_time_is_over() {
    String id = open(support, officer, "support_case");
    clef.clock().advance(Duration.ofMinutes(15).minusMillis(1));
    colleagues.awake(support);
    assertThat(read(support, id, "email").status()).isEqualTo(200);
    clef.clock().advance(Duration.ofMillis(1));
    assertThat(read(support, id, "email").code()).isEqualTo("elevation_not_open");
    Grant late = grant(support, id);
    assertThatThrownBy(
            () -> vault.read(new SubjectId(person), Set.of("email"), Access.elevated(late)))
        .as("the vault looks at the time itself")
        .isInstanceOf(AccessDenied.class);
    sweep.look();
    assertThat(state(id)).isEqualTo("ended");
    assertThat(activity().getFirst().get("details").toString()).contains("why=time");
  }

  @Test
  void a_read_that_meets_an_end_under_way_waits_and_finds_nothing() throws Exception {
    String id = open(support, officer, "support_case");
    Grant grant = grant(support, id);
    CompletableFuture<Boolean> read;
    try (Connection ending = clef.data().open();
        var statement =
            ending.prepareStatement("delete from vault.elevation where elevation_id = ?::uuid")) {
      ending.setAutoCommit(false);
      statement.setString(1, id);
      assertThat(statement.executeUpdate()).isOne();
      read = CompletableFuture.supplyAsync(() -> reads(grant));
      Awaitility.await()
          .until(() ->
              clef.data()
                      .count(
                          "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%elevated%'")
                  > 0);
      assertThat(read).isNotDone();
      ending.commit();
    }
    assertThat(read.get(10, TimeUnit.SECONDS)).isFalse();
    assertThat(types(activity())).doesNotContain("data.read").contains("data.refused");
  }

  @Test
  void an_end_waits_for_the_read_under_way() throws Exception {
    String id = open(support, officer, "support_case");
    CompletableFuture<Answer> end;
    try (Connection reading = clef.data().open();
        var statement =
            reading.prepareStatement(
                "select 1 from vault.elevation where elevation_id = ?::uuid for share")) {
      reading.setAutoCommit(false);
      statement.setString(1, id);
      assertThat(statement.executeQuery().next()).isTrue();
      end = CompletableFuture.supplyAsync(() -> step(support, id, "end"));
      Awaitility.await()
          .until(() ->
              clef.data()
                      .count(
                          "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like 'delete from vault.elevation%'")
                  > 0);
      assertThat(end).isNotDone();
      reading.commit();
    }
    assertThat(end.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
  }

  @Test
  void it_is_good_in_one_session_and_ends_with_it() {
    String id = open(support, officer, "support_case");
    Colleague elsewhere = colleagues.again(support, SUPPORT);
    assertThat(read(elsewhere, id, "email").code()).isEqualTo("elevation_not_open");
    Grant kept = grant(support, id);
    assertThat(support.browser().post("/api/v1/staff/sign-out", Map.of()).status()).isEqualTo(204);
    assertThat(reads(kept)).isFalse();
    assertThat(read(elsewhere, id, "email").code()).isEqualTo("elevation_not_open");
    sweep.look();
    assertThat(state(id)).isEqualTo("ended");
    assertThat(activity().getFirst().get("details").toString()).contains("why=session_ended");
  }

  @Test
  void whoever_loses_the_role_has_nothing_from_that_moment_on() {
    String id = open(support, officer, "support_case");
    String waiting = asked(support, person.toString(), "support_case");
    Grant kept = grant(support, id);
    roles(support, "operator");
    assertThat(reads(kept)).isFalse();
    assertThat(read(support, id, "email").code()).isEqualTo("forbidden");
    sweep.look();
    assertThat(state(id)).isEqualTo("ended");
    assertThat(state(waiting)).isEqualTo("withdrawn");
    assertThat(activity().toString()).contains("why=role_lost");
  }

  @Test
  void whoever_has_lost_the_role_opens_nothing_that_was_approved() {
    String id = asked(support, person.toString(), "support_case");
    step(officer, id, "approve");
    roles(support, "security");
    assertThat(step(support, id, "open").code()).isEqualTo("elevation_settled");
  }

  @Test
  void whoever_leaves_has_nothing_any_more_and_what_they_did_is_known() {
    String id = open(support, officer, "support_case");
    Grant kept = grant(support, id);
    clef.data().update("delete from identity.staff_account where staff_id = ?", support.staffId());
    assertThat(reads(kept)).isFalse();
    sweep.look();
    assertThat(state(id)).isEqualTo("ended");
    assertThat(activity().getFirst().get("details").toString()).contains("why=left");
    assertThat(officer.browser().get(PATH + "/" + id).json().get("holder").asString())
        .isEqualTo(support.staffId().toString());
  }

  @Test
  void an_erased_person_is_out_of_reach_and_not_named_any_more() {
    String id = open(support, officer, "support_case");
    String waiting = asked(support, person.toString(), "support_case");
    assertThat(annas.delete("/api/v1/me", Map.of("password", anna.password())).status())
        .isBetween(200, 202);
    assertThat(read(support, id, "email").status()).isNotEqualTo(200);
    Awaitility.await().until(() -> state(id).equals("ended"));
    assertThat(state(waiting)).isEqualTo("ended");
    assertThat(
            clef.data().count("select count(*) from identity.elevation where user_id = ?", person))
        .isZero();
    assertThat(clef.data().count("select count(*) from vault.elevation where user_id = ?", person))
        .isZero();
    assertThat(ask(support, person.toString(), "support_case", "HELP-1", 15).code())
        .isEqualTo("nobody_found");
  }

  @Test
  void restricted_data_is_shown_for_what_the_person_asked_and_for_nothing_else() {
    String own = open(support, officer, "person_request");
    String help = open(support, officer, "support_case");
    clef.data().update("update vault.read_state set restricted = true where user_id = ?", person);
    assertThat(read(support, own, "email").status()).isEqualTo(200);
    assertThat(read(support, help, "email").code()).isEqualTo("access_denied");
  }

  @Test
  void the_copy_of_a_person_says_what_staff_asked_and_not_who() {
    String id = open(support, officer, "support_case");
    String asked = data.export(new SubjectId(person), NEVER).toString();
    assertThat(asked).contains("for=support_case", "state=open", "by_role=support");
    assertThat(asked).doesNotContain(support.staffId().toString(), officer.staffId().toString());
    assertThat(asked).doesNotContain(id);
  }

  @Test
  void who_may_look_at_the_list_sees_theirs() {
    String help = asked(support, person.toString(), "support_case");
    Colleague security = colleagues.hire(SECURITY);
    String incident = asked(security, person.toString(), "security_incident");
    assertThat(support.browser().get(PATH).text()).contains(help).doesNotContain(incident);
    assertThat(security.browser().get(PATH).text()).contains(incident).doesNotContain(help);
    assertThat(officer.browser().get(PATH).text()).contains(incident, help);
    assertThat(colleagues.hire(AUDITOR).browser().get(PATH).text()).contains(incident, help);
    assertThat(colleagues.hire(ADMINISTRATOR).browser().get(PATH).text())
        .doesNotContain(incident, help);
    assertThat(colleagues.hire(OPERATOR).browser().get(PATH).code()).isEqualTo("forbidden");
  }

  private boolean reads(Grant grant) {
    try {
      return vault.read(grant.person(), Set.of("email"), Access.elevated(grant)) != null;
    } catch (AccessDenied | Problem denied) {
      return false;
    }
  }

  /** As the vault found it, whatever became of it since. */
  private Grant grant(Colleague holder, String id) {
    Duration back = Duration.ofMinutes(60);
    clef.clock().advance(back.negated());
    Grant found =
        grants.find(UUID.fromString(id), holder.staffId(), holder.sessionId()).orElseThrow();
    clef.clock().advance(back);
    return found;
  }

  private void roles(Colleague one, String role) {
    clef.data()
        .update(
            "update identity.staff_account set roles = array[?] where staff_id = ?",
            role,
            one.staffId());
  }

  private String open(Colleague holder, Colleague by, String purpose) {
    String id = asked(holder, person.toString(), purpose);
    assertThat(step(by, id, "approve").status()).isEqualTo(200);
    assertThat(step(holder, id, "open").status()).isEqualTo(200);
    return id;
  }

  private String asked(Colleague who, String whom, String purpose) {
    Answer answer = ask(who, whom, purpose, "HELP-1234", 15);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    return answer.json().get("elevation_id").asString();
  }

  private static Answer ask(
      Colleague who, String whom, String purpose, String number, int minutes) {
    return who.browser()
        .post(
            PATH,
            Map.of("person", whom, "purpose", purpose, "case_number", number, "minutes", minutes));
  }

  private static String userId(Answer answer) {
    return answer.json().get("user_id").asString();
  }

  private static Answer step(Colleague who, String id, String step) {
    return who.browser().send("POST", PATH + "/" + id + "/" + step, null);
  }

  private static Answer read(Colleague who, String id, String... fields) {
    return who.browser().post(PATH + "/" + id + "/read", Map.of("fields", List.of(fields)));
  }

  private String state(String id) {
    return (String)
        clef.data().one("select state from identity.elevation where elevation_id = ?::uuid", id);
  }

  /** What Anna sees that staff did, the newest first. */
  private List<JsonNode> activity() {
    return annas
        .get("/api/v1/me/activity?limit=100")
        .json()
        .get("items")
        .valueStream()
        .filter(item ->
            item.get("who").asString().startsWith("staff")
                || item.get("what").asString().startsWith("elevation")
                || item.get("what").asString().startsWith("break_glass"))
        .toList();
  }

  private static List<String> types(List<JsonNode> items) {
    return items.stream().map(item -> item.get("what").asString()).toList();
  }
}
