package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.audit.DayCount;
import dev.clef.audit.LogFigures;
import dev.clef.identity.staff.StaffAccounts;
import dev.clef.identity.staff.StaffMember;
import dev.clef.identity.staff.StaffPeople;
import dev.clef.identity.staff.StaffRole;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Operator;
import dev.clef.testing.Running;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Who works here: invited, given roles, renewed, removed, reviewed; by whom and by whom not. */
@ClefServer
class StaffPeopleTest {

  private static final String MEMBERS = "/api/v1/staff/members";
  private static final String LINK = "/api/v1/staff-setup-link";

  private final Running clef;
  private final StaffAccounts staff;
  private final StaffPeople people;
  private final LogFigures log;
  private final Client ada;

  @Autowired
  StaffPeopleTest(Running clef, StaffAccounts staff, StaffPeople people, LogFigures log) {
    this.clef = clef;
    this.staff = staff;
    this.people = people;
    this.log = log;
    this.ada = clef.client();
  }

  @BeforeEach
  void one_administrator() {
    clef.data().update("delete from identity.staff_account");
    clef.data().update("delete from identity.staff_invitation");
    clef.data().update("delete from identity.staff_change");
    clef.clock().advance(Duration.ofMinutes(10));
    Operator.setUp(ada, staff.newSetupToken().orElseThrow().expose(), clef.clock());
  }

  @Test
  void an_invitation_makes_the_account_that_was_meant_and_is_good_once() {
    Answer link = ada.post(MEMBERS, Map.of("roles", List.of("support", "security")));
    assertThat(link.status()).isEqualTo(201);
    assertThat(ada.get(MEMBERS).json().get("invitations").size()).isOne();
    String token = token(link);
    Client taken = clef.client();
    assertThat(taken.post("/api/v1/staff/setup", Operator.entered(token)).text())
        .as("the name of somebody else")
        .contains("\"taken\"");
    Client bea = clef.client();
    Operator hers = Operator.confirmed(bea, token, "bea", clef.clock());
    assertThat(hers.addPasskey(bea, "Key").status()).isEqualTo(204);
    JsonNode me = bea.get("/api/v1/staff/me").json();
    assertThat(me.get("roles").toString()).isEqualTo("[\"support\",\"security\"]");
    assertThat(bea.get("/staff/keys").status()).isEqualTo(200);
    for (String closed : List.of("/staff/people", MEMBERS)) {
      assertThat(bea.get(closed).code()).as(closed).isEqualTo("forbidden");
    }
    assertThat(bea.post(MEMBERS, Map.of("roles", List.of("support"))).code())
        .isEqualTo("forbidden");
    assertThat(clef.client().post("/api/v1/staff/setup", Operator.entered(token)).code())
        .isEqualTo("link_not_valid");
    JsonNode all = ada.get(MEMBERS).json();
    assertThat(all.get("invitations").size()).isZero();
    assertThat(all.get("members").size()).isEqualTo(2);
    assertThat(all.get("members").get(1).get("name").asString()).isEqualTo("bea");
    assertThat(all.get("members").get(1).get("state").asString()).isEqualTo("active");
    assertThat(all.get("members").get(1).get("passkeys").asInt()).isOne();
    assertThat(all.get("changes").get(0).toString())
        .contains("\"act\":\"invited\"", "\"actor\":\"opéra\"", "\"target\":\"bea\"", "security");
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> entries("staff.invited") > 0);
  }

  @Test
  void a_link_that_is_withdrawn_too_old_or_of_somebody_who_may_invite_no_more_is_worth_nothing() {
    Answer withdrawn = ada.post(MEMBERS, Map.of("roles", List.of("support")));
    String id = withdrawn.json().get("staff_id").asString();
    assertThat(ada.delete(MEMBERS + "/invitations/" + id).status()).isEqualTo(204);
    assertThat(ada.delete(MEMBERS + "/invitations/" + id).code()).isEqualTo("not_found");
    assertThat(isGood(withdrawn)).isFalse();

    Person bea = invited("bea", "administrator");
    Answer hers = bea.client().post(MEMBERS, Map.of("roles", List.of("administrator")));
    assertThat(isGood(hers)).isTrue();
    assertThat(ada.put(roles(bea), Map.of("roles", List.of("support"))).status()).isEqualTo(204);
    assertThat(isGood(hers)).as("by somebody who is no administrator any more").isFalse();

    Answer old = ada.post(MEMBERS, Map.of("roles", List.of("support")));
    clef.clock().advance(Duration.ofHours(24));
    assertThat(isGood(old)).isFalse();
  }

  @Test
  void nobody_changes_their_own_roles_renews_or_removes_themselves() {
    String me = ada.get(MEMBERS).json().get("members").get(0).get("staff_id").asString();
    Map<String, Object> everything =
        Map.of("roles", List.of("support", "privacy_officer", "security", "administrator"));
    assertThat(ada.put(MEMBERS + "/" + me + "/roles", everything).code()).isEqualTo("own_account");
    assertThat(ada.post(MEMBERS + "/" + me + "/invitation", Map.of()).code())
        .isEqualTo("own_account");
    assertThat(ada.delete(MEMBERS + "/" + me).code()).isEqualTo("own_account");
    assertThat(ada.get("/api/v1/staff/me").json().get("roles").size()).isEqualTo(2);
  }

  @Test
  void an_administrator_is_not_everything_and_nothing_is_given_silently() {
    Person bea = invited("bea", "support");
    assertThat(ada.put(roles(bea), Map.of("roles", List.of())).text()).contains("\"required\"");
    for (String other : List.of("administrator", "operator")) {
      Map<String, Object> both = Map.of("roles", List.of("auditor", other));
      assertThat(ada.put(roles(bea), both).text()).as(other).contains("\"unsupported\"");
      assertThat(ada.post(MEMBERS, both).text()).as(other).contains("\"unsupported\"");
    }
    long before = entries("staff.roles.changed");
    assertThat(
            ada.put(roles(bea), Map.of("roles", List.of("administrator", "privacy_officer")))
                .status())
        .isEqualTo(204);
    awaitEntries("staff.roles.changed", before + 1);
    assertThat(bea.client().get(MEMBERS).json().get("changes").get(0).toString())
        .as("seen by whoever administers, too")
        .contains("roles_changed", "\"actor\":\"opéra\"", "\"target\":\"bea\"", "privacy_officer");
  }

  @Test
  void a_lost_browser_is_signed_out_and_the_passkey_signs_in_again() {
    Person bea = invited("bea", "administrator");
    long before = entries("staff.signed_out");
    String hers = MEMBERS + "/" + bea.id() + "/sign-out";
    assertThat(bea.client().post(hers, Map.of()).code()).as("oneself").isEqualTo("own_account");
    assertThat(ada.post(MEMBERS + "/" + UUID.randomUUID() + "/sign-out", Map.of()).code())
        .isEqualTo("not_found");
    assertThat(bea.client().get("/api/v1/staff/me").status()).isEqualTo(200);
    assertThat(ada.post(hers, Map.of()).status()).isEqualTo(204);
    assertThat(bea.client().get("/api/v1/staff/me").code()).isEqualTo("not_signed_in");
    assertThat(ada.get("/api/v1/staff/me").status()).isEqualTo(200);
    awaitEntries("staff.signed_out", before + 1);
    assertThat(bea.hers().signIn(clef.client()).status()).isEqualTo(204);
  }

  /** A request that was let in changes nothing once the role or the session is gone. */
  @Test
  void whoever_loses_the_role_or_the_session_meanwhile_changes_nobody() {
    Person bea = invited("bea", "administrator");
    UUID session =
        (UUID)
            clef.data()
                .one(
                    "select session_id from identity.staff_session where staff_id = ?::uuid",
                    bea.id());
    StaffMember let =
        new StaffMember(
            UUID.fromString(bea.id()),
            session,
            clef.clock().instant(),
            Set.of(StaffRole.ADMINISTRATOR),
            true);
    people.review(let);
    for (String lost :
        List.of(
            "update identity.staff_account set roles = '{support}' where staff_id = ?::uuid",
            "delete from identity.staff_session where staff_id = ?::uuid")) {
      assertThat(clef.data().update(lost, bea.id())).isOne();
      assertThatThrownBy(() -> people.invite(let, Set.of(StaffRole.SUPPORT)))
          .isInstanceOfSatisfying(
              Problem.class,
              problem -> assertThat(problem.type()).isEqualTo(CommonProblem.FORBIDDEN));
      clef.data()
          .update(
              "update identity.staff_account set roles = '{administrator}' where staff_id = ?::uuid",
              bea.id());
    }
    assertThat(ada.get(MEMBERS).json().get("invitations").size()).isZero();
  }

  @Test
  void whoever_leaves_is_out_at_once_and_their_key_is_destroyed() {
    Person bea = invited("bea", "support");
    assertThat(keys(bea)).isPositive();
    assertThat(ada.delete(MEMBERS + "/" + bea.id()).status()).isEqualTo(204);
    assertThat(bea.client().get("/api/v1/staff/me").code()).isEqualTo("not_signed_in");
    assertThat(bea.hers().signIn(clef.client()).code()).isEqualTo("passkey_unknown");
    assertThat(keys(bea)).isZero();
    assertThat(clef.data().count("select count(*) from identity.staff_account")).isOne();
    JsonNode changed = ada.get(MEMBERS).json().get("changes").get(0);
    assertThat(changed.get("act").asString()).isEqualTo("removed");
    assertThat(changed.has("target")).as("nobody can say who it was").isFalse();
    assertThat(ada.delete(MEMBERS + "/" + bea.id()).code()).isEqualTo("not_found");
  }

  @Test
  void of_two_administrators_who_remove_each_other_one_stays() throws InterruptedException {
    for (int round = 0; round < 4; round++) {
      one_administrator();
      Person bea = invited("bea", "administrator");
      String me = ada.get(MEMBERS).json().get("members").get(0).get("staff_id").asString();
      Queue<Integer> answers = new ConcurrentLinkedQueue<>();
      List<Thread> threads =
          new ArrayList<>(
              List.of(
                  Thread.startVirtualThread(
                      () -> answers.add(ada.delete(MEMBERS + "/" + bea.id()).status())),
                  Thread.startVirtualThread(
                      () -> answers.add(bea.client().delete(MEMBERS + "/" + me).status()))));
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(answers).as("round %d", round).containsOnlyOnce(204);
      assertThat(clef.data().count("select count(*) from identity.staff_account")).isOne();
    }
  }

  @Test
  void of_two_administrators_who_demote_each_other_one_stays() throws InterruptedException {
    for (int round = 0; round < 4; round++) {
      one_administrator();
      Person bea = invited("bea", "administrator");
      String me = ada.get(MEMBERS).json().get("members").get(0).get("staff_id").asString();
      Map<String, Object> less = Map.of("roles", List.of("support"));
      List<Thread> threads =
          List.of(
              Thread.startVirtualThread(() -> ada.put(roles(bea), less)),
              Thread.startVirtualThread(
                  () -> bea.client().put(MEMBERS + "/" + me + "/roles", less)));
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(
              clef.data()
                  .count(
                      "select count(*) from identity.staff_account"
                          + " where 'administrator' = any(roles)"))
          .as("round %d", round)
          .isOne();
    }
  }

  @Test
  void lost_passkeys_are_renewed_by_another_administrator_and_the_old_end_at_once() {
    Person bea = invited("bea", "support");
    Answer link = ada.post(MEMBERS + "/" + bea.id() + "/invitation", Map.of());
    assertThat(link.status()).isEqualTo(201);
    assertThat(bea.client().get("/api/v1/staff/me").code()).isEqualTo("not_signed_in");
    assertThat(bea.hers().signIn(clef.client()).code()).isEqualTo("passkey_unknown");
    assertThat(ada.get(MEMBERS).text()).contains("\"state\":\"renewing\"");
    Client again = clef.client();
    Operator back = Operator.confirmed(again, token(link), "bea", clef.clock());
    assertThat(back.addPasskey(again, "New").status()).isEqualTo(204);
    assertThat(again.get("/api/v1/staff/me").json().get("roles").toString())
        .isEqualTo("[\"support\"]");
    assertThat(bea.hers().signIn(clef.client()).code()).isEqualTo("passkey_unknown");
    assertThat(clef.operator().post(LINK, Map.of("reopen", true)).status())
        .as("one administrator")
        .isEqualTo(201);
  }

  @Test
  void where_others_can_the_operator_does_not() {
    invited("bea", "administrator");
    assertThat(clef.operator().post(LINK, Map.of("reopen", true)).code()).isEqualTo("others_can");
    assertThat(ada.get("/api/v1/staff/me").status()).isEqualTo(200);
  }

  @Test
  void the_only_administrator_may_be_named_as_well() {
    assertThat(clef.operator().post(LINK, Map.of("reopen", true, "name", "nobody")).code())
        .isEqualTo("not_found");
    assertThat(ada.get("/api/v1/staff/me").status()).isEqualTo(200);
    assertThat(clef.operator().post(LINK, Map.of("reopen", true, "name", Operator.NAME)).status())
        .as("nobody else can, who was here today or not")
        .isEqualTo(201);
    assertThat(ada.get("/api/v1/staff/me").code()).isEqualTo("not_signed_in");
  }

  @Test
  void where_none_of_several_can_the_operator_names_one() {
    Person bea = invited("bea", "administrator");
    invited("sam", "support");
    Map<String, Object> wanted = Map.of("reopen", true, "name", "bea");
    assertThat(clef.client().post(LINK, wanted).status()).isEqualTo(401);
    assertThat(ada.post(LINK, wanted).status()).isIn(401, 403);
    assertThat(clef.operator().post(LINK, wanted).code())
        .as("somebody was here who could")
        .isEqualTo("others_can");
    clef.clock().advance(Duration.ofHours(23));
    assertThat(clef.operator().post(LINK, wanted).code()).isEqualTo("others_can");
    clef.clock().advance(Duration.ofHours(1).plusSeconds(1));
    for (String nobody : List.of("sam", "nobody", "")) {
      assertThat(clef.operator().post(LINK, Map.of("reopen", true, "name", nobody)).code())
          .as("no administrator: %s", nobody)
          .isEqualTo("not_found");
    }
    Answer link = clef.operator().post(LINK, wanted);
    assertThat(link.status()).isEqualTo(201);
    assertThat(bea.hers().signIn(clef.client()).code()).isEqualTo("passkey_unknown");
    Client again = clef.client();
    String path = link.json().get("path").asString();
    Operator back =
        Operator.confirmed(again, path.substring(path.indexOf('=') + 1), "bea", clef.clock());
    assertThat(back.addPasskey(again, "New").status()).isEqualTo(204);
    assertThat(again.get(MEMBERS).json().get("changes").get(0).toString())
        .contains("\"act\":\"renewed\"", "\"by_operator\":true", "\"target\":\"bea\"");
    assertThat(again.get(MEMBERS).json().get("members").size()).as("nobody left").isEqualTo(3);
    assertThat(clef.operator().post(LINK, Map.of("reopen", true, "name", Operator.NAME)).code())
        .as("bea is back, who can")
        .isEqualTo("others_can");
  }

  @Test
  void what_changes_who_works_here_needs_a_fresh_sign_in() {
    Person bea = invited("bea", "support");
    Operator mine = bea.hers();
    Client old = bea.client();
    for (int i = 0; i < 4; i++) {
      clef.clock().advance(Duration.ofMinutes(4));
      assertThat(mine.prove(old).status()).isEqualTo(204);
      assertThat(old.get("/api/v1/staff/me").status()).isEqualTo(200);
    }
    assertThat(old.post("/api/v1/staff/passkeys/challenge", Map.of()).code())
        .isEqualTo("fresh_sign_in_needed");
    assertThat(mine.signIn(old).status()).isEqualTo(204);
    assertThat(mine.addPasskey(old, "Second").status()).isEqualTo(204);
  }

  @Test
  void a_review_says_who_was_not_here_for_ninety_days_and_is_noted() {
    invited("bea", "support");
    assertThat(ada.get(MEMBERS).json().has("reviewed_at")).isFalse();
    clef.data()
        .update(
            "update identity.staff_account set last_sign_in_at = last_sign_in_at - interval"
                + " '91 days' where not 'administrator' = any(roles)");
    JsonNode all = ada.get(MEMBERS).json();
    assertThat(all.get("members").get(0).get("unused").asBoolean()).isFalse();
    assertThat(all.get("members").get(1).get("unused").asBoolean()).isTrue();
    long before = entries("staff.reviewed");
    assertThat(ada.post(MEMBERS + "/review", Map.of()).status()).isEqualTo(204);
    assertThat(ada.get(MEMBERS).json().has("reviewed_at")).isTrue();
    awaitEntries("staff.reviewed", before + 1);
  }

  @Test
  void keys_of_those_who_never_came_go_too() {
    Answer link = ada.post(MEMBERS, Map.of("roles", List.of("support")));
    String id = link.json().get("staff_id").asString();
    Map<String, String> entered =
        Map.of("token", token(link), "name", "bea", "password", Operator.PASSWORD);
    assertThat(clef.client().post("/api/v1/staff/setup", entered).status()).isEqualTo(200);
    String sql = "select count(*) from keys.service_key where kind = 'staff' and name = ?";
    assertThat(clef.keys().count(sql, id)).isOne();
    assertThat(ada.delete(MEMBERS + "/invitations/" + id).status()).isEqualTo(204);
    people.tidy();
    assertThat(clef.keys().count(sql, id)).isZero();
    assertThat(ada.get(MEMBERS).json().get("members").get(0).get("name").asString())
        .isEqualTo(Operator.NAME);
  }

  private record Person(String id, Operator hers, Client client) {}

  private Person invited(String name, String role) {
    Answer link = ada.post(MEMBERS, Map.of("roles", List.of(role)));
    assertThat(link.status()).as(link.text()).isEqualTo(201);
    Client client = clef.client();
    Operator hers = Operator.confirmed(client, token(link), name, clef.clock());
    assertThat(hers.addPasskey(client, "Key").status()).isEqualTo(204);
    return new Person(link.json().get("staff_id").asString(), hers, client);
  }

  private static String roles(Person person) {
    return MEMBERS + "/" + person.id() + "/roles";
  }

  private static String token(Answer link) {
    String path = link.json().get("path").asString();
    return path.substring(path.indexOf('=') + 1);
  }

  private boolean isGood(Answer link) {
    Map<String, String> entered =
        Map.of("token", token(link), "name", "carl", "password", Operator.PASSWORD);
    return clef.client().post("/api/v1/staff/setup", entered).status() == 200;
  }

  private long keys(Person person) {
    return clef.keys()
        .count(
            "select count(*) from keys.service_key where kind = 'staff' and name = ?", person.id());
  }

  private long entries(String type) {
    return log.since(LocalDate.EPOCH).stream()
        .filter(day -> day.kind().equals(type))
        .mapToLong(DayCount::count)
        .sum();
  }

  private void awaitEntries(String type, long count) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> entries(type) == count);
  }
}
