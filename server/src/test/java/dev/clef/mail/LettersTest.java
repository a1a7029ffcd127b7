package dev.clef.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.clef.keys.PersonKeys;
import dev.clef.platform.UuidV7;
import dev.clef.platform.db.Database;
import dev.clef.platform.web.pages.Languages;
import dev.clef.subject.SubjectId;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Listener;
import dev.clef.testing.MailServer;
import dev.clef.testing.Running;
import dev.clef.testing.TestPostgres;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/** Letters from the deed they tell of to a mail server, past everything that goes wrong between. */
@ClefServer
@ExtendWith(OutputCaptureExtension.class)
class LettersTest {

  private static final MailServer SERVER = MailServer.start();
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Running clef;
  private final Letters letters;
  private final Postman postman;
  private final TransactionTemplate transaction;
  private final MeterRegistry meters;
  private final ApplicationContext context;

  @Autowired
  LettersTest(
      Running clef,
      Letters letters,
      Postman postman,
      TransactionTemplate transaction,
      MeterRegistry meters,
      ApplicationContext context) {
    this.clef = clef;
    this.letters = letters;
    this.postman = postman;
    this.transaction = transaction;
    this.meters = meters;
    this.context = context;
  }

  @DynamicPropertySource
  static void mail(DynamicPropertyRegistry settings) {
    settings.add("clef.identity.open-registration", () -> true);
    settings.add("clef.mail.host", () -> "localhost");
    settings.add("clef.mail.port", SERVER::port);
    settings.add("clef.mail.security", () -> "none");
    settings.add("clef.mail.from", () -> "noreply@clef.example");
    settings.add("clef.mail.attempts", () -> 3);
    settings.add("clef.mail.workers", () -> 4);
    settings.add("clef.mail.first-wait", () -> "1m");
    settings.add("clef.mail.timeout", () -> "5s");
    settings.add("clef.mail.answer-timeout", () -> "5s");
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @BeforeEach
  void well() {
    SERVER.answerData(250);
    SERVER.answerSender(250);
  }

  private static String address() {
    return "letters" + NUMBER.incrementAndGet() + "@example.org";
  }

  private record Somebody(Listener listener, Client browser, SubjectId subject, String address) {}

  private Somebody somebody() {
    return somebody("de-DE");
  }

  private Somebody somebody(String locale) {
    String address = address();
    Listener listener = Listener.some().with("email", address).with("locale", locale);
    Client browser = listener.signedIn(clef.client());
    UUID id = UUID.fromString(browser.get("/api/v1/me").json().get("user_id").asString());
    return new Somebody(listener, browser, new SubjectId(id), address);
  }

  private static void changePassword(Somebody who) {
    assertThat(
            who.browser()
                .put(
                    "/api/v1/me/password",
                    Map.of(
                        "current_password",
                        who.listener().password(),
                        "new_password",
                        "another horse " + who.listener().name()))
                .status())
        .isEqualTo(204);
  }

  private boolean post(Letter letter, Recipient to, @Nullable Locale language) {
    return Boolean.TRUE.equals(transaction.execute(status -> letters.post(letter, to, language)));
  }

  private static void awaitFor(String address, int count) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> SERVER.takenFor(address).size() >= count);
  }

  private void awaitGone(SubjectId subject) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> waiting(subject) == 0);
  }

  private long waiting(SubjectId subject) {
    return clef.data().count("select count(*) from mail.letter where user_id = ?", subject.value());
  }

  private List<String> activity(Somebody who) {
    return who.browser()
        .get("/api/v1/me/activity?limit=50")
        .json()
        .get("items")
        .findValuesAsString("what");
  }

  @Test
  void a_new_password_is_told_in_the_language_of_the_account_and_noted_in_the_log() {
    Somebody anna = somebody();
    double before = delivered();
    changePassword(anna);
    awaitFor(anna.address(), 1);
    awaitGone(anna.subject());
    MailServer.Taken taken = SERVER.takenFor(anna.address()).getFirst();
    assertThat(taken.parts().getFirst()).isEqualTo("Dein Passwort wurde geändert");
    assertThat(taken.header("Content-Language")).isEqualTo("de");
    assertThat(activity(anna)).contains("letter.sent", "data.read", "password.changed");
    assertThat(delivered()).isGreaterThan(before);
    String entries = anna.browser().get("/api/v1/me/activity?limit=50").text();
    assertThat(entries).contains("locale").doesNotContain(anna.address());
  }

  private double delivered() {
    return meters.get("clef.mail.letters").tag("outcome", "delivered").counter().count();
  }

  @Test
  void a_letter_comes_in_each_language() {
    for (Locale language : Languages.ALL) {
      Somebody who = somebody(language.toLanguageTag());
      assertThat(
              post(
                  new Letter.SignInCode(Papers.CODE, Papers.TEN_MINUTES),
                  new Recipient.Account(who.subject()),
                  null))
          .isTrue();
      awaitFor(who.address(), 1);
      assertThat(SERVER.takenFor(who.address()).getFirst().header("Content-Language"))
          .isEqualTo(language.getLanguage());
    }
  }

  @Test
  void whoever_has_no_address_gets_nothing() {
    Listener listener = Listener.some();
    Map<String, String> fields = new HashMap<>(listener.fields());
    fields.remove("email");
    Client browser = new Listener(fields).signedIn(clef.client());
    SubjectId subject =
        new SubjectId(UUID.fromString(browser.get("/api/v1/me").json().get("user_id").asString()));
    assertThat(post(new Letter.PasswordChanged(), new Recipient.Account(subject), null)).isFalse();
    assertThat(waiting(subject)).isZero();
    Somebody emptied = somebody();
    assertThat(emptied.browser().patch("/api/v1/me", Map.of("email", "")).status()).isEqualTo(200);
    changePassword(emptied);
    awaitGone(emptied.subject());
    assertThat(SERVER.takenFor(emptied.address())).isEmpty();
    assertThat(activity(emptied)).doesNotContain("letter.sent", "letter.failed");
  }

  @Test
  void a_letter_is_part_of_the_transaction_of_what_it_tells() {
    Somebody anna = somebody();
    Recipient to = new Recipient.Account(anna.subject());
    assertThatIllegalStateException()
        .isThrownBy(() -> letters.post(new Letter.PasswordChanged(), to, null));
    transaction.executeWithoutResult(status -> {
      letters.post(new Letter.PasswordChanged(), to, null);
      status.setRollbackOnly();
    });
    assertThat(waiting(anna.subject())).isZero();
  }

  @Test
  void whoever_sends_is_woken_when_what_a_letter_tells_is_certain() {
    Recipient to = new Recipient.Account(somebody().subject());
    AtomicInteger woken = new AtomicInteger();
    Letters waking =
        new Letters(
            context.getBean(LetterStore.class),
            context.getBean(LetterSealer.class),
            context.getBean(PersonKeys.class),
            context.getBean(MailProperties.class),
            context.getBean(UuidV7.class),
            clef.clock());
    waking.open(woken::incrementAndGet);
    transaction.executeWithoutResult(status -> {
      waking.post(new Letter.PasswordChanged(), to, null);
      status.setRollbackOnly();
    });
    assertThat(woken).hasValue(0);
    transaction.executeWithoutResult(status -> {
      waking.post(new Letter.PasswordChanged(), to, null);
      waking.post(new Letter.PasswordChanged(), to, null);
      assertThat(woken).hasValue(0);
    });
    assertThat(woken).hasValue(1);
  }

  @Test
  void what_is_refused_for_now_comes_later_and_what_is_refused_often_is_given_up() {
    Somebody anna = somebody();
    SERVER.answer(anna.address(), 451);
    changePassword(anna);
    awaitAttempts(anna.subject(), 1);
    assertThat(SERVER.takenFor(anna.address())).isEmpty();
    SERVER.answer(anna.address(), 250);
    clef.clock().advance(Duration.ofMinutes(2));
    awaitFor(anna.address(), 1);
    Somebody bert = somebody();
    SERVER.answer(bert.address(), 451);
    changePassword(bert);
    for (int attempt = 1; attempt < 3; attempt++) {
      awaitAttempts(bert.subject(), attempt);
      clef.clock().advance(Duration.ofMinutes(5));
    }
    awaitGone(bert.subject());
    assertThat(activity(bert)).contains("letter.failed").doesNotContain("letter.sent");
    assertThat(SERVER.takenFor(bert.address())).isEmpty();
  }

  private void awaitAttempts(SubjectId subject, int attempts) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() ->
            clef.data()
                    .count(
                        """
                        select count(*) from mail.letter
                        where user_id = ? and attempts = ? and claim is null
                        """,
                        subject.value(),
                        attempts)
                == 1);
  }

  /** Tried, given back, and not counted. */
  private void awaitHeld(SubjectId subject) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() ->
            clef.data()
                    .count(
                        """
                        select count(*) from mail.letter where user_id = ? and attempts = 0
                        and claim is null and next_at > created_at
                        """,
                        subject.value())
                == 1);
  }

  @Test
  void an_address_that_does_not_exist_is_not_tried_again_and_remembered_until_it_does() {
    Somebody anna = somebody();
    MailAddress address = new MailAddress(anna.address());
    SERVER.answer(anna.address(), 550);
    changePassword(anna);
    awaitGone(anna.subject());
    assertThat(activity(anna)).contains("letter.bounced").doesNotContain("letter.sent");
    assertThat(letters.undeliverableSince(anna.subject(), address)).isPresent();
    assertThat(letters.undeliverableSince(anna.subject(), new MailAddress("b@example.org")))
        .isEmpty();
    SERVER.answer(anna.address(), 250);
    post(
        new Letter.FactorAdded(Letter.Factor.PASSKEY),
        new Recipient.Account(anna.subject()),
        Locale.FRENCH);
    awaitFor(anna.address(), 1);
    awaitGone(anna.subject());
    assertThat(letters.undeliverableSince(anna.subject(), address)).isEmpty();
  }

  @Test
  void a_refusal_by_a_rule_lets_the_letter_wait_and_marks_no_address() {
    Somebody anna = somebody();
    SERVER.answer(anna.address(), 554, "5.7.1 relaying denied");
    changePassword(anna);
    awaitHeld(anna.subject());
    assertThat(letters.undeliverableSince(anna.subject(), new MailAddress(anna.address())))
        .isEmpty();
    SERVER.answer(anna.address(), 250);
    clef.clock().advance(Duration.ofMinutes(2));
    awaitFor(anna.address(), 1);
    awaitGone(anna.subject());
  }

  @Test
  void what_nobody_sends_is_not_kept_beyond_its_time() {
    Somebody anna = somebody();
    SERVER.answer(anna.address(), 451);
    changePassword(anna);
    awaitAttempts(anna.subject(), 1);
    // As if no mail server were there to try: nobody looks at it again by itself.
    clef.data()
        .update(
            "update mail.letter set next_at = expires_at + interval '1 year' where user_id = ?",
            anna.subject().value());
    postman.endLapsed();
    assertThat(waiting(anna.subject())).isOne();
    clef.clock().advance(Duration.ofDays(4));
    postman.endLapsed();
    assertThat(waiting(anna.subject())).isZero();
  }

  @Test
  void a_letter_of_a_later_version_is_left_to_it() {
    Somebody anna = somebody();
    SERVER.answer(anna.address(), 451);
    changePassword(anna);
    awaitAttempts(anna.subject(), 1);
    clef.data()
        .update(
            "update mail.letter set template = 'of-tomorrow' where user_id = ?",
            anna.subject().value());
    SERVER.answer(anna.address(), 250);
    clef.clock().advance(Duration.ofMinutes(2));
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() ->
            clef.data()
                    .count(
                        """
                        select count(*) from mail.letter
                        where user_id = ? and claim is null and next_at > ?::timestamptz
                        """,
                        anna.subject().value(),
                        clef.clock().instant().toString())
                == 1);
    assertThat(SERVER.takenFor(anna.address())).isEmpty();
  }

  @Test
  void a_crash_after_the_server_took_it_sends_it_again_under_the_same_message_id() {
    Somebody anna = somebody();
    clef.data()
        .update(
            """
            create function mail.die() returns trigger language plpgsql as
            'begin raise exception ''the process died here''; end'
            """);
    clef.data()
        .update(
            "create trigger die before delete on mail.letter for each row when (old.user_id = '"
                + anna.subject().value()
                + "') execute function mail.die()");
    try {
      changePassword(anna);
      awaitFor(anna.address(), 1);
      assertThat(waiting(anna.subject())).isOne();
    } finally {
      clef.data().update("drop function mail.die() cascade");
    }
    clef.clock().advance(Duration.ofMinutes(10));
    awaitFor(anna.address(), 2);
    awaitGone(anna.subject());
    List<MailServer.Taken> both = SERVER.takenFor(anna.address());
    assertThat(both).hasSize(2);
    assertThat(both.get(0).header("Message-ID"))
        .isNotEmpty()
        .isEqualTo(both.get(1).header("Message-ID"));
    assertThat(both.get(0).header("Date")).isEqualTo(both.get(1).header("Date"));
    assertThat(activity(anna).stream().filter("letter.sent"::equals)).hasSize(1);
  }

  @Test
  void nobody_writes_to_somebody_who_was_erased() {
    Somebody anna = somebody();
    SERVER.answer(anna.address(), 451);
    changePassword(anna);
    awaitAttempts(anna.subject(), 1);
    clef.data()
        .update(
            """
            create table if not exists public.letters_before as
            select * from mail.letter where user_id = '%s'
            """
                .formatted(anna.subject().value()));
    assertThat(
            anna.browser()
                .delete("/api/v1/me", Map.of("password", "another horse " + anna.listener().name()))
                .status())
        .isEqualTo(200);
    assertThat(waiting(anna.subject())).as("deleted with the person").isZero();
    SERVER.answer(anna.address(), 250);
    clef.data().update("insert into mail.letter select * from public.letters_before");
    clef.data().update("drop table public.letters_before");
    clef.clock().advance(Duration.ofMinutes(10));
    awaitGone(anna.subject());
    assertThat(SERVER.takenFor(anna.address())).as("put back from a backup, and dead").isEmpty();
  }

  @Test
  void a_code_that_has_lapsed_is_not_sent() {
    Somebody anna = somebody();
    SERVER.answer(anna.address(), 451);
    post(
        new Letter.ResetCode(Papers.CODE, Papers.TEN_MINUTES),
        new Recipient.Account(anna.subject()),
        null);
    awaitAttempts(anna.subject(), 1);
    SERVER.answer(anna.address(), 250);
    clef.clock().advance(Duration.ofMinutes(11));
    awaitGone(anna.subject());
    assertThat(SERVER.takenFor(anna.address())).isEmpty();
    assertThat(activity(anna)).contains("letter.failed");
  }

  @Test
  void neither_address_nor_code_lies_in_a_table_or_in_the_log(CapturedOutput output)
      throws Exception {
    Somebody anna = somebody();
    String stranger = address();
    String named = address();
    for (String one : List.of(anna.address(), stranger, named)) {
      SERVER.answer(one, 451);
    }
    Letter code = new Letter.RegistrationCode(Papers.CODE, Papers.TEN_MINUTES);
    post(code, new Recipient.Stranger(new MailAddress(stranger)), Locale.ITALIAN);
    post(code, new Recipient.Account(anna.subject()), null);
    post(code, new Recipient.Named(anna.subject(), new MailAddress(named)), Locale.ENGLISH);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() ->
            clef.data()
                    .count("select count(*) from mail.letter where attempts = 1 and claim is null")
                >= 3);
    assertNowhere(List.of(anna.address(), stranger, named, Papers.CODE.digits()), output);
    for (String one : List.of(anna.address(), stranger, named)) {
      SERVER.answer(one, 250);
    }
    clef.clock().advance(Duration.ofMinutes(2));
    for (String one : List.of(anna.address(), stranger, named)) {
      awaitFor(one, 1);
      assertThat(SERVER.takenFor(one).getFirst().source()).contains(Papers.CODE.digits());
    }
    awaitGone(anna.subject());
    assertNowhere(List.of(anna.address(), stranger, named, Papers.CODE.digits()), output);
  }

  private void assertNowhere(List<String> secrets, CapturedOutput output) throws Exception {
    for (String secret : secrets) {
      assertThat(output.getAll()).doesNotContain(secret);
      String hex = HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8));
      for (Database database : List.of(clef.databases().data(), clef.databases().keys())) {
        assertThat(dump(database)).contains("T").doesNotContain(secret).doesNotContain(hex);
      }
    }
  }

  /** Every row of every table, as text; bytes in hexadecimal. */
  private static String dump(Database database) throws Exception {
    StringBuilder all = new StringBuilder();
    try (Connection connection = TestPostgres.clusters().superuser(database);
        Statement statement = connection.createStatement();
        Statement each = connection.createStatement()) {
      ResultSet tables =
          statement.executeQuery(
              """
              select format('%I.%I', schemaname, tablename) from pg_tables
              where schemaname not in ('pg_catalog', 'information_schema')
              """);
      while (tables.next()) {
        String table = tables.getString(1);
        all.append("T ").append(table).append('\n');
        ResultSet rows = each.executeQuery("select t::text from " + table + " t");
        while (rows.next()) {
          all.append(rows.getString(1)).append('\n');
        }
      }
    }
    return all.toString();
  }

  @Test
  void many_workers_send_each_letter_once() {
    Set<String> addresses = new HashSet<>();
    transaction.executeWithoutResult(status -> {
      for (int i = 0; i < 150; i++) {
        String to = "many-" + address();
        addresses.add(to);
        letters.post(
            new Letter.RegistrationCode(Papers.CODE, Papers.TEN_MINUTES),
            new Recipient.Stranger(new MailAddress(to)),
            Locale.ENGLISH);
      }
    });
    addresses.forEach(one -> awaitFor(one, 1));
    assertThat(addresses).allSatisfy(one -> assertThat(SERVER.takenFor(one)).hasSize(1));
  }

  @Test
  void a_mail_server_that_refuses_us_keeps_letters_waiting_and_is_told_once(CapturedOutput output) {
    Somebody anna = somebody();
    SERVER.answerSender(550);
    changePassword(anna);
    awaitHeld(anna.subject());
    assertThat(output.getAll())
        .contains("The mail server takes no letters (sender_refused); they wait")
        .doesNotContain(anna.address(), "as the test says");
    SERVER.answerSender(250);
    clef.clock().advance(Duration.ofMinutes(2));
  }
}
