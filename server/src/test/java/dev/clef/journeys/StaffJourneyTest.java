package dev.clef.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.identity.staff.StaffAccounts;
import dev.clef.platform.DataFolder;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Listener;
import dev.clef.testing.Operator;
import dev.clef.testing.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** From the link of the first start to the console's door, and who stays outside. */
@ClefServer
@TestPropertySource(properties = "clef.staff.session-for=8h") // a server of its own: one account
class StaffJourneyTest {

  private static final String SETUP = "/api/v1/staff/setup";
  private static final String CONFIRM = "/api/v1/staff/setup/confirm";

  private final Running clef;
  private final StaffAccounts staff;
  private final DataFolder folder;

  @Autowired
  StaffJourneyTest(Running clef, StaffAccounts staff, DataFolder folder) {
    this.clef = clef;
    this.staff = staff;
    this.folder = folder;
  }

  @BeforeEach
  void nobody_yet_and_no_limit_reached() {
    clef.data().update("delete from identity.staff_account");
    clef.data().update("delete from identity.staff_invitation");
    clef.clock().advance(Duration.ofMinutes(10));
  }

  @Test
  void a_link_makes_the_account_that_signs_in_with_both_factors_and_is_worth_nothing_then() {
    String token = newToken();
    Client browser = clef.client();
    Answer enrolment = browser.post(SETUP, Operator.entered(token));
    assertThat(enrolment.json().get("otpauth_uri").asString())
        .startsWith("otpauth://totp/Clef:op%C3%A9ra?secret=")
        .contains(enrolment.json().get("secret").asString());
    Operator operator = Operator.of(enrolment, clef.clock());
    String first = operator.code(0);
    assertThat(operator.signIn(browser, first).code()).isEqualTo("sign_in_failed");
    assertThat(browser.post(CONFIRM, Map.of("token", token, "code", first)).status())
        .isEqualTo(204);
    assertThat(browser.post(SETUP, Operator.entered(token)).code()).isEqualTo("link_not_valid");
    assertThat(browser.post(CONFIRM, Map.of("token", token, "code", operator.code(1))).code())
        .isEqualTo("link_not_valid");
    assertThat(staff.newSetupToken()).isEmpty();

    assertThat(operator.signIn(clef.client(), first).code())
        .as("used at setup")
        .isEqualTo("sign_in_failed");
    Client other = clef.client();
    assertThat(operator.signIn(other, operator.code(1)).status()).isEqualTo(204);
    assertThat(operator.signIn(clef.client(), operator.code(1)).code())
        .as("a code is good once")
        .isEqualTo("sign_in_failed");
    Answer me = browser.get("/api/v1/staff/me");
    assertThat(me.json().get("name").asString()).isEqualTo(Operator.NAME);
    assertThat(browser.get("/api/v1/staff/overview").code()).isEqualTo("passkey_needed");
    assertThat(browser.page("/staff").status()).isEqualTo(303);
    String confined = browser.cookie(Client.STAFF);

    assertThat(operator.addPasskey(browser, "Key").status()).isEqualTo(204);
    assertThat(browser.get("/api/v1/staff/overview").status()).isEqualTo(200);
    assertThat(clef.client().cookie(Client.STAFF, confined).get("/api/v1/staff/me").code())
        .isEqualTo("not_signed_in");
    assertThat(other.get("/api/v1/staff/me").code())
        .as("another who waited to add one")
        .isEqualTo("not_signed_in");
    clef.clock().advance(Duration.ofMinutes(2));
    assertThat(operator.signIn(clef.client(), operator.code(0)).code())
        .as("password and code are good no more")
        .isEqualTo("sign_in_failed");
    Client next = clef.client();
    assertThat(operator.signIn(next).status()).isEqualTo(204);
    assertThat(next.get("/api/v1/staff/me").status()).isEqualTo(200);
    assertThat(next.post("/api/v1/staff/sign-out", Map.of()).status()).isEqualTo(204);
    assertThat(next.get("/api/v1/staff/me").code()).isEqualTo("not_signed_in");
  }

  @Test
  void an_expired_a_wrong_and_a_replaced_link_get_the_same_answer() {
    String replaced = newToken();
    assertThat(clef.client().post(SETUP, Operator.entered(replaced)).status()).isEqualTo(200);
    String token = newToken();
    Answer old = clef.client().post(SETUP, Operator.entered(replaced));
    Answer wrong = clef.client().post(SETUP, Operator.entered(token.substring(1) + "A"));
    Operator operator =
        Operator.of(clef.client().post(SETUP, Operator.entered(token)), clef.clock());
    clef.clock().advance(Duration.ofHours(24));
    Answer expired = clef.client().post(SETUP, Operator.entered(token));
    assertThat(old.code()).isEqualTo("link_not_valid");
    assertThat(old.withoutRequestId())
        .isEqualTo(wrong.withoutRequestId())
        .isEqualTo(expired.withoutRequestId());
    assertThat(clef.client().post(CONFIRM, Map.of("token", token, "code", operator.code(0))).code())
        .isEqualTo("link_not_valid");
    assertThat(clef.data().count("select count(*) from identity.staff_account")).isZero();
  }

  @Test
  void a_wrong_code_leaves_the_link_as_it_is_and_a_second_try_gives_a_new_secret() {
    String token = newToken();
    Client browser = clef.client();
    assertThat(browser.post(CONFIRM, Map.of("token", token, "code", "123456")).code())
        .as("nothing was entered yet")
        .isEqualTo("link_not_valid");
    Operator first = Operator.of(browser.post(SETUP, Operator.entered(token)), clef.clock());
    assertThat(browser.post(CONFIRM, Map.of("token", token, "code", first.wrongCode())).code())
        .isEqualTo("wrong_code");
    Operator second = Operator.of(browser.post(SETUP, Operator.entered(token)), clef.clock());
    assertThat(browser.post(CONFIRM, Map.of("token", token, "code", first.code(0))).code())
        .isEqualTo("wrong_code");
    assertThat(browser.post(CONFIRM, Map.of("token", token, "code", second.code(0))).status())
        .isEqualTo(204);
  }

  @Test
  void of_many_confirmations_at_once_one_makes_the_account() throws InterruptedException {
    String token = newToken();
    Operator operator =
        Operator.of(clef.client().post(SETUP, Operator.entered(token)), clef.clock());
    Queue<Integer> answers = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          Thread.startVirtualThread(() ->
              answers.add(
                  clef.client()
                      .post(CONFIRM, Map.of("token", token, "code", operator.code(0)))
                      .status())));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(answers).containsOnly(204, 401).containsOnlyOnce(204).hasSize(8);
    assertThat(clef.data().count("select count(*) from identity.staff_account")).isOne();
    assertThat(clef.data().count("select count(*) from identity.staff_session")).isOne();
  }

  @Test
  void of_many_sign_ins_with_one_code_one_succeeds() throws InterruptedException {
    Operator operator = confirmed();
    Queue<Integer> answers = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      threads.add(
          Thread.startVirtualThread(
              () -> answers.add(operator.signIn(clef.client(), operator.code(1)).status())));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(answers).containsOnly(204, 401).containsOnlyOnce(204).hasSize(6);
    assertThat(clef.data().count("select count(*) from identity.staff_session"))
        .as("and that of the confirmation")
        .isEqualTo(2);
  }

  @Test
  void whatever_is_wrong_the_answer_is_the_same_and_a_code_is_never_optional() {
    Operator operator = confirmed();
    Client browser = clef.client();
    String code = operator.code(1);
    Answer name = signIn(browser, "nobody", Operator.PASSWORD, code);
    Answer password = signIn(browser, Operator.NAME, "another pass phrase", code);
    Answer wrongCode = signIn(browser, Operator.NAME, Operator.PASSWORD, operator.wrongCode());
    assertThat(name.code()).isEqualTo("sign_in_failed");
    assertThat(name.withoutRequestId())
        .isEqualTo(password.withoutRequestId())
        .isEqualTo(wrongCode.withoutRequestId());
    assertThat(
            browser
                .post(
                    "/api/v1/staff/sign-in",
                    Map.of("name", Operator.NAME, "password", Operator.PASSWORD))
                .text())
        .contains("{\"field\":\"code\",\"code\":\"required\"}");
    assertThat(operator.signIn(browser, code).status()).as("not used up").isEqualTo(204);
  }

  @Test
  void a_session_of_one_kind_opens_nothing_of_the_other() {
    Operator operator = setUp();
    Client both = clef.client();
    Listener anna = Listener.some();
    anna.signedIn(both);
    assertThat(both.get("/api/v1/staff/me").code()).isEqualTo("not_signed_in");
    assertThat(operator.signIn(both).status()).isEqualTo(204);
    assertThat(both.get("/api/v1/staff/me").status()).as("both cookies").isEqualTo(200);
    assertThat(both.get("/api/v1/me").json().get("username").asString()).isEqualTo(anna.name());

    Client staffOnly = clef.client().cookie(Client.STAFF, both.cookie(Client.STAFF));
    assertThat(staffOnly.get("/api/v1/staff/me").status()).isEqualTo(200);
    for (String path : List.of("/api/v1/me", "/api/v1/me/export", "/api/v1/imports")) {
      assertThat(staffOnly.get(path).code()).as(path).isEqualTo("not_signed_in");
    }
    Client swapped =
        clef.client()
            .cookie(Client.STAFF, both.cookie(Client.LISTENER))
            .cookie(Client.LISTENER, both.cookie(Client.STAFF));
    assertThat(swapped.get("/api/v1/staff/me").code()).isEqualTo("not_signed_in");
    assertThat(swapped.get("/api/v1/me").code()).isEqualTo("not_signed_in");
    Client encoded = clef.client().cookie(Client.LISTENER, both.cookie(Client.LISTENER));
    assertThat(encoded.get("/api/v1/%73taff/me").code()).isEqualTo("forbidden");
  }

  @Test
  void a_session_ends_after_a_quarter_of_an_hour_unused_and_after_eight_hours_at_the_latest() {
    Operator operator = setUp();
    Client browser = clef.client();
    operator.signIn(browser);
    for (int i = 0; i < 3; i++) {
      clef.clock().advance(Duration.ofMinutes(4).plusSeconds(50));
      assertThat(operator.prove(browser).status()).as("a page that lies open").isEqualTo(204);
    }
    assertThat(browser.get("/api/v1/staff/me").status()).as("14.5 minutes").isEqualTo(200);
    for (int i = 0; i < 3; i++) {
      clef.clock().advance(Duration.ofMinutes(4).plusSeconds(50));
      assertThat(operator.prove(browser).status()).isEqualTo(204);
    }
    clef.clock().advance(Duration.ofSeconds(30));
    assertThat(browser.get("/api/v1/staff/me").code()).isEqualTo("not_signed_in");
    assertThat(operator.signIn(browser).status()).isEqualTo(204);
    for (int i = 0; i < 96; i++) {
      assertThat(browser.get("/api/v1/staff/me").status()).as("after %d", i).isEqualTo(200);
      clef.clock().advance(Duration.ofMinutes(4).plusSeconds(59));
      assertThat(operator.prove(browser).status()).isEqualTo(204);
    }
    clef.clock().advance(Duration.ofSeconds(96));
    assertThat(browser.get("/api/v1/staff/me").code()).isEqualTo("not_signed_in");
  }

  @Test
  void a_session_that_can_only_add_a_passkey_ends_after_a_quarter_of_an_hour() {
    Client browser = clef.client();
    Operator.confirmed(browser, newToken(), clef.clock());
    clef.clock().advance(Duration.ofMinutes(14));
    assertThat(browser.get("/api/v1/staff/me").status()).isEqualTo(200);
    clef.clock().advance(Duration.ofMinutes(1));
    assertThat(browser.get("/api/v1/staff/me").code()).isEqualTo("not_signed_in");
  }

  @Test
  void guesses_are_limited_by_address_and_nothing_is_hashed_for_a_wrong_link() {
    newToken();
    Map<String, String> wrong = Operator.entered("not the token");
    assertThat(answers(SETUP, wrong, 11)).endsWith("rate_limited").containsOnlyOnce("rate_limited");
    assertThat(answers(CONFIRM, Map.of("token", "x", "code", "1"), 1))
        .as("one limit for both steps")
        .containsExactly("rate_limited");
    Map<String, String> guess = Map.of("name", "nobody", "password", "x", "code", "1");
    assertThat(answers("/api/v1/staff/sign-in", guess, 11))
        .endsWith("rate_limited")
        .containsOnlyOnce("rate_limited");
  }

  @Test
  void the_operator_token_makes_a_link_where_no_terminal_shows_one() throws IOException {
    String bearer = Files.readString(folder.secrets().resolve("operator-token")).strip();
    assertThat(clef.client().post("/api/v1/staff-setup-link", Map.of()).code())
        .isEqualTo("not_signed_in");
    Client operator = clef.client().bearer(bearer);
    Answer link = operator.post("/api/v1/staff-setup-link", Map.of());
    assertThat(link.status()).isEqualTo(201);
    String path = link.json().get("path").asString();
    assertThat(path).startsWith("/staff/setup?token=");
    Operator.setUp(clef.client(), path.substring(path.indexOf('=') + 1), clef.clock());
    assertThat(operator.post("/api/v1/staff-setup-link", Map.of()).code())
        .isEqualTo("staff_exists");
    assertThat(operator.get("/api/v1/staff/me").code()).isEqualTo("forbidden");
  }

  @Test
  void the_operator_opens_a_new_way_into_the_account_of_the_only_administrator() {
    Client browser = clef.client();
    Operator lost =
        Operator.setUp(browser, staff.newSetupToken().orElseThrow().expose(), clef.clock());
    Object id = clef.data().one("select staff_id from identity.staff_account");
    Answer link = clef.operator().post("/api/v1/staff-setup-link", Map.of("reopen", true));
    assertThat(link.status()).isEqualTo(201);
    assertThat(browser.get("/api/v1/staff/me").code()).isEqualTo("not_signed_in");
    assertThat(lost.signIn(clef.client()).code()).isEqualTo("passkey_unknown");
    String path = link.json().get("path").asString();
    Client again = clef.client();
    Operator back =
        Operator.setUp(again, path.substring(path.indexOf('=') + 1), clef.clock());
    assertThat(clef.data().one("select staff_id from identity.staff_account")).isEqualTo(id);
    assertThat(again.get("/api/v1/staff/me").json().get("roles").toString())
        .isEqualTo("[\"operator\",\"administrator\"]");
    assertThat(again.get("/api/v1/staff/members").text()).contains("\"by_operator\":true");
    assertThat(lost.signIn(clef.client()).code()).isEqualTo("passkey_unknown");
    assertThat(back.signIn(clef.client()).status()).isEqualTo(204);
  }

  @Test
  void a_password_hash_swapped_by_somebody_in_the_database_opens_nothing() {
    Operator operator = confirmed();
    clef.data()
        .update(
            "update identity.staff_account set hashed_password = set_byte(hashed_password, 60,"
                + " get_byte(hashed_password, 60) # 1)");
    assertThat(operator.signIn(clef.client(), operator.code(1)).code()).isEqualTo("sign_in_failed");
  }

  private static Answer signIn(Client client, String name, String password, String code) {
    return client.post(
        "/api/v1/staff/sign-in", Map.of("name", name, "password", password, "code", code));
  }

  private List<String> answers(String path, Map<String, String> body, int times) {
    List<String> codes = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      codes.add(clef.client().post(path, body).code());
    }
    return codes;
  }

  private Operator confirmed() {
    return Operator.confirmed(clef.client(), newToken(), clef.clock());
  }

  private Operator setUp() {
    return Operator.setUp(clef.client(), newToken(), clef.clock());
  }

  private String newToken() {
    return staff.newSetupToken().orElseThrow().expose();
  }
}
