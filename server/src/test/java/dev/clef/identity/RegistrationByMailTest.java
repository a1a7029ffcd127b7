package dev.clef.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.clef.platform.web.Problem;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Listener;
import dev.clef.testing.MailServer;
import dev.clef.testing.MailedServer;
import dev.clef.testing.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** From an address to an account, and past everything that is tried on the way. */
@ClefServer
class RegistrationByMailTest {

  private static final MailedServer LETTERS = new MailedServer(MailServer.start());
  private static final Duration FLOOR = Duration.ofMillis(150);
  private static final String WRONG = "00000000";

  private final Running clef;
  private final OneTimeCodes codes;
  private final RegistrationByMail registrations;

  @Autowired
  RegistrationByMailTest(Running clef, OneTimeCodes codes, RegistrationByMail registrations) {
    this.clef = clef;
    this.codes = codes;
    this.registrations = registrations;
  }

  @DynamicPropertySource
  static void mail(DynamicPropertyRegistry settings) {
    LETTERS.settings(settings);
    settings.add("clef.identity.sign-in-floor", () -> FLOOR.toMillis() + "ms");
  }

  @AfterAll
  static void stop() {
    LETTERS.mail().close();
  }

  private String asked(String address) {
    Answer answer = clef.client().post("/api/v1/registrations", Map.of("email", address));
    assertThat(answer.status()).isEqualTo(202);
    return answer.json().get("registration").asString();
  }

  private Answer confirm(String handle, String code) {
    return clef.client()
        .post("/api/v1/registrations/confirm", Map.of("registration", handle, "code", code));
  }

  private String proven(String address) {
    Answer answer = confirm(asked(address), LETTERS.code(address, 1));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer.json().get("registration").asString();
  }

  private static Map<String, String> account(Listener who, String handle) {
    Map<String, String> fields = new HashMap<>(who.fields());
    fields.remove("email");
    fields.put("registration", handle);
    return fields;
  }

  private Answer create(Listener who, String handle) {
    return clef.client().post("/api/v1/accounts", account(who, handle));
  }

  private Listener registered() {
    Listener who = Listener.some();
    assertThat(create(who, proven(who.field("email"))).status()).isEqualTo(201);
    return who;
  }

  private static String wrong(String code) {
    return code.equals(WRONG) ? "11111111" : WRONG;
  }

  @Test
  void an_address_is_proven_before_there_is_an_account_and_signs_in() {
    Listener anna = Listener.some();
    String address = anna.field("email");
    String handle = asked(address);
    assertThat(LETTERS.letter(address, 1).getFirst()).isEqualTo("Your code for a new account");
    String code = LETTERS.code(address, 1);
    Answer confirmed = confirm(handle, code.substring(0, 4) + " " + code.substring(4));
    assertThat(confirmed.status()).isEqualTo(200);
    assertThat(create(anna, confirmed.json().get("registration").asString()).status())
        .isEqualTo(201);
    Client browser = clef.client();
    assertThat(
            browser
                .post("/api/v1/sign-in", Map.of("name", address, "password", anna.password()))
                .status())
        .isEqualTo(200);
    assertThat(browser.get("/api/v1/me").json().get("email").asString()).isEqualTo(address);
  }

  @Test
  void without_a_proven_address_there_is_no_account() {
    Listener anna = Listener.some();
    assertThat(clef.client().post("/api/v1/accounts", anna.fields()).code())
        .isEqualTo("address_needed");
    String handle = asked(anna.field("email"));
    assertThat(create(anna, handle).code()).as("asked for, not proven").isEqualTo("address_needed");
    assertThat(create(anna, "").code()).isEqualTo("address_needed");
  }

  @Test
  void one_proof_is_good_for_one_account_and_for_its_own_address() {
    Listener anna = Listener.some();
    String handle = proven(anna.field("email"));
    Map<String, String> another = new HashMap<>(account(anna, handle));
    another.put("email", "somebody.else@example.org");
    assertThat(clef.client().post("/api/v1/accounts", another).code()).isEqualTo("invalid_fields");
    assertThat(create(anna, handle).status()).isEqualTo(201);
    assertThat(create(Listener.some(), handle).code()).isEqualTo("address_needed");
  }

  @Test
  void a_form_with_a_mistake_can_be_corrected_and_a_taken_name_is_told_by_then() {
    Listener there = registered();
    Listener anna = Listener.some();
    String handle = proven(anna.field("email"));
    Answer taken = create(anna.with("username", there.name()), handle);
    assertThat(taken.text()).contains("\"taken\"").contains("username");
    assertThat(create(anna.with("password", "password"), handle).code())
        .isEqualTo("invalid_fields");
    assertThat(create(anna, handle).status()).isEqualTo(201);
  }

  @Test
  void of_a_child_nothing_is_kept_and_there_is_no_second_try() {
    Listener child = Listener.some().with("birth_date", "2022-05-05");
    String handle = proven(child.field("email"));
    assertThat(create(child, handle).code()).isEqualTo("parent_needed");
    assertThat(create(child.with("birth_date", "1990-05-05"), handle).code())
        .isEqualTo("address_needed");
  }

  @Test
  void whether_there_is_an_account_only_the_mailbox_tells() {
    Listener there = registered();
    String taken = there.field("email");
    String same = taken.replaceFirst("^.*@", "y".repeat(taken.indexOf('@')) + "@");
    clef.clock().advance(Duration.ofMinutes(5));
    long before = rowCount();
    List<Answer> answers = new ArrayList<>();
    for (String address : List.of(taken, same)) {
      long start = System.nanoTime();
      answers.add(clef.client().post("/api/v1/registrations", Map.of("email", address)));
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertThat(took).isGreaterThanOrEqualTo(FLOOR);
    }
    assertThat(rowCount()).isEqualTo(before + 2);
    Answer one = answers.getFirst();
    Answer other = answers.getLast();
    assertThat(one.status()).isEqualTo(other.status()).isEqualTo(202);
    assertThat(one.body()).hasSameSizeAs(other.body());
    assertThat(one.headers()).isEqualTo(other.headers());
    List<String> letter = LETTERS.letter(taken, 2);
    assertThat(letter.getFirst()).isEqualTo("Du hast schon ein Konto");
    assertThat(letter.get(1)).doesNotContainPattern("\\b\\d{8}\\b");
    assertThat(LETTERS.code(same, 1)).isNotEmpty();
    // And afterwards: as many tries, with the same answers.
    String handleOfTaken = one.json().get("registration").asString();
    String handleOfFree = other.json().get("registration").asString();
    for (int i = 0; i < 7; i++) {
      Answer wrong = confirm(handleOfTaken, wrong(LETTERS.code(same, 1)));
      Answer alike = confirm(handleOfFree, wrong(LETTERS.code(same, 1)));
      assertThat(wrong.code()).isEqualTo("wrong_code");
      assertThat(wrong.withoutRequestId()).isEqualTo(alike.withoutRequestId());
    }
  }

  private long rowCount() {
    return clef.data().count("select count(*) from identity.one_time_code");
  }

  @Test
  void an_address_somebody_only_claims_is_free_for_whoever_proves_it() {
    Listener anna = registered();
    Client claims = clef.client();
    anna.signIn(claims);
    String address = "claimed." + anna.name() + "@example.org";
    assertThat(claims.patch("/api/v1/me", Map.of("email", address)).code())
        .as("by the password alone")
        .isEqualTo("confirmation_needed");
    assertThat(claims.post("/api/v1/me/confirmation/mail", Map.of()).status()).isEqualTo(202);
    Map<String, String> letter = Map.of("code", LETTERS.code(anna.field("email"), 2));
    assertThat(claims.post("/api/v1/me/confirmation/mail/code", letter).status()).isEqualTo(204);
    assertThat(claims.patch("/api/v1/me", Map.of("email", address)).status()).isEqualTo(200);
    Listener bert = Listener.some();
    assertThat(create(bert, proven(address)).status()).isEqualTo(201);
    Client browser = clef.client();
    assertThat(
            browser
                .post("/api/v1/sign-in", Map.of("name", address, "password", bert.password()))
                .status())
        .isEqualTo(200);
  }

  @Test
  void somebody_who_proved_the_address_meanwhile_is_first() {
    Listener anna = Listener.some();
    String address = anna.field("email");
    String first = proven(address);
    clef.clock().advance(Duration.ofMinutes(2));
    Answer again = confirm(asked(address), LETTERS.code(address, 2));
    String second = again.json().get("registration").asString();
    assertThat(create(anna, first).status()).isEqualTo(201);
    assertThat(create(Listener.some(), second).code()).isEqualTo("address_needed");
  }

  @Test
  void after_five_wrong_codes_the_right_one_is_wrong_too() {
    String address = Listener.some().field("email");
    String handle = asked(address);
    String code = LETTERS.code(address, 1);
    for (int i = 0; i < OneTimeCodes.TRIES; i++) {
      assertThat(confirm(handle, wrong(code)).code()).isEqualTo("wrong_code");
    }
    assertThat(confirm(handle, code).code()).isEqualTo("wrong_code");
  }

  @Test
  void what_is_no_code_is_no_try() {
    String address = Listener.some().field("email");
    String handle = asked(address);
    String code = LETTERS.code(address, 1);
    for (String entered : List.of("", "1234567", "123456789", "abcdefgh", "12345678'", "\ud800")) {
      for (int i = 0; i < 3; i++) {
        assertThat(confirm(handle, entered).status()).as(entered).isBetween(400, 401);
      }
    }
    assertThat(confirm(handle, code).status()).isEqualTo(200);
  }

  @Test
  void a_code_is_good_once_for_ten_minutes_and_until_the_next() {
    String address = Listener.some().field("email");
    String handle = asked(address);
    String code = LETTERS.code(address, 1);
    clef.clock().advance(Duration.ofMinutes(9).plusSeconds(50));
    assertThat(confirm(handle, code).status()).isEqualTo(200);
    assertThat(confirm(handle, code).code()).isEqualTo("wrong_code");

    String late = asked(address);
    String lateCode = LETTERS.code(address, 2);
    clef.clock().advance(Duration.ofMinutes(10).plusSeconds(1));
    assertThat(confirm(late, lateCode).code()).isEqualTo("code_expired");

    String replaced = asked(address);
    String replacedCode = LETTERS.code(address, 3);
    asked(address);
    LETTERS.code(address, 4);
    assertThat(confirm(replaced, replacedCode).code()).isEqualTo("wrong_code");
  }

  @Test
  void a_proof_is_good_for_half_an_hour() {
    Listener anna = Listener.some();
    String handle = proven(anna.field("email"));
    clef.clock().advance(Duration.ofMinutes(30).plusSeconds(1));
    assertThat(create(anna, handle).code()).isEqualTo("address_needed");
  }

  @Test
  void of_many_who_enter_the_code_at_once_one_goes_on() throws Exception {
    String address = Listener.some().field("email");
    String handle = asked(address);
    String code = LETTERS.code(address, 1);
    List<Answer> answers = atOnce(24, n -> confirm(handle, code));
    assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
  }

  @Test
  void of_many_who_guess_at_once_five_have_a_try() throws Exception {
    String address = Listener.some().field("email");
    String handle = asked(address);
    String code = LETTERS.code(address, 1);
    atOnce(24, n -> confirm(handle, wrong(code)));
    assertThat(
            clef.data()
                .count(
                    """
                    select count(*) from identity.one_time_code
                    where tries_left = 0 and purpose = 'registration' and not used
                    """))
        .isPositive();
    assertThat(confirm(handle, code).code()).isEqualTo("wrong_code");
  }

  @Test
  void of_many_who_create_an_account_at_once_one_has_it() throws Exception {
    Listener anna = Listener.some();
    String handle = proven(anna.field("email"));
    List<Answer> answers =
        atOnce(12, n -> create(Listener.some().with("email", anna.field("email")), handle));
    assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
  }

  private interface Numbered<T> {
    T call(int n) throws Exception;
  }

  private static <T> List<T> atOnce(int count, Numbered<T> work) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      List<Callable<T>> all = new ArrayList<>();
      for (int n = 0; n < count; n++) {
        int number = n;
        all.add(() -> work.call(number));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> one : threads.invokeAll(all)) {
        results.add(one.get());
      }
      return results;
    }
  }

  @Test
  void a_handle_that_was_touched_or_is_of_another_step_opens_nothing() {
    String address = Listener.some().field("email");
    String handle = asked(address);
    String code = LETTERS.code(address, 1);
    char last = handle.charAt(20);
    String touched = handle.substring(0, 20) + (last == 'A' ? 'B' : 'A') + handle.substring(21);
    assertThat(confirm(touched, code).code()).isEqualTo("code_expired");
    assertThat(confirm("not a handle", code).code()).isEqualTo("code_expired");
    String ofReset =
        clef.client()
            .post("/api/v1/password-resets", Map.of("name", address))
            .json()
            .get("reset")
            .asString();
    assertThat(confirm(ofReset, code).code()).isEqualTo("code_expired");
    String another = asked(Listener.some().field("email"));
    assertThat(confirm(another, code).code()).isEqualTo("wrong_code");
    assertThat(confirm(handle, code).status()).isEqualTo(200);
  }

  @Test
  void whoever_can_write_to_the_database_cannot_make_a_code_fit_elsewhere() {
    String mine = Listener.some().field("email");
    String myHandle = asked(mine);
    String code = LETTERS.code(mine, 1);
    String theirs = Listener.some().field("email");
    String theirHandle = asked(theirs);
    LETTERS.code(theirs, 1);
    clef.data()
        .update(
            """
            update identity.one_time_code it set code_mac = other.code_mac
            from (select code_mac from identity.one_time_code order by created_at desc, code_id desc
              offset 1 limit 1) other
            where it.code_id = (select code_id from identity.one_time_code
              order by created_at desc, code_id desc limit 1)
            """);
    assertThat(confirm(theirHandle, code).code()).isEqualTo("wrong_code");
    assertThat(confirm(myHandle, code).status()).isEqualTo(200);
  }

  @Test
  void nobody_can_be_flooded() {
    Listener there = registered();
    clef.clock().advance(Duration.ofHours(6));
    for (String address : List.of(there.field("email"), Listener.some().field("email"))) {
      asked(address);
      asked(address);
      Answer third = clef.client().post("/api/v1/registrations", Map.of("email", address));
      assertThat(third.code()).isEqualTo("rate_limited");
      assertThat(third.headers().get("retry-after")).isEqualTo("60");
      for (int i = 0; i < 2; i++) {
        clef.clock().advance(Duration.ofMinutes(2));
        asked(address);
      }
      clef.clock().advance(Duration.ofMinutes(2));
      assertThat(clef.client().post("/api/v1/registrations", Map.of("email", address)).code())
          .as("the part of one network")
          .isEqualTo("rate_limited");
      registrations.ask(address, "c6336401", Locale.ENGLISH);
      registrations.ask(address, "c6336402", Locale.ENGLISH);
      for (String same : List.of(address, address.toUpperCase(Locale.ROOT))) {
        assertThatExceptionOfType(Problem.class)
            .as("seven within half an hour, to the same mailbox")
            .isThrownBy(() -> registrations.ask(same, "c6336403", Locale.ENGLISH));
      }
      clef.clock().advance(Duration.ofHours(6));
    }
  }

  @Test
  void what_is_no_address_is_told_at_once() {
    for (String address :
        List.of("", "anna", "a@", "a b@example.org", "a@example.org\r\nBcc: b@c")) {
      assertThat(clef.client().post("/api/v1/registrations", Map.of("email", address)).code())
          .as(address)
          .isEqualTo("invalid_fields");
    }
  }

  @Test
  void codes_that_are_good_no_more_are_swept_and_nothing_that_is_kept_opens_anything() {
    String address = Listener.some().field("email");
    asked(address);
    String code = LETTERS.code(address, 1);
    Object kept =
        clef.data().one("select string_agg(it::text, ' ') from identity.one_time_code it");
    assertThat(String.valueOf(kept)).doesNotContain(code).doesNotContain(address);
    clef.clock().advance(Duration.ofMinutes(31));
    codes.deleteExpired();
    assertThat(rowCount()).isZero();
  }
}
