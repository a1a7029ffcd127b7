package dev.clef.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.clef.platform.DataFolder;
import dev.clef.platform.web.Problem;
import dev.clef.testing.AuthenticatorOwner;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Listener;
import dev.clef.testing.RelyingParty;
import dev.clef.testing.Running;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Forgotten passwords and addresses that are proven, over a mail server. */
@ClefServer
class PasswordResetTest extends LettersSent {

  private static final String STRANGER = "cb007101";

  private final OneTimeCodes codes;
  private final PasswordReset resets;
  private final Accounts accounts;
  private final Credentials credentials;
  private final Sessions sessions;
  private final DataFolder folder;

  @Autowired
  PasswordResetTest(
      Running clef,
      OneTimeCodes codes,
      PasswordReset resets,
      Accounts accounts,
      Credentials credentials,
      Sessions sessions,
      DataFolder folder) {
    super(clef);
    this.codes = codes;
    this.resets = resets;
    this.accounts = accounts;
    this.credentials = credentials;
    this.sessions = sessions;
    this.folder = folder;
  }

  private Answer ask(String name) {
    return clef.client().post("/api/v1/password-resets", Map.of("name", name));
  }

  private String asked(String name) {
    Answer answer = ask(name);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
    return answer.json().get("reset").asString();
  }

  private Answer choose(String handle, String code, String password) {
    return clef.client()
        .post(
            "/api/v1/password-resets/confirm",
            Map.of("reset", handle, "code", code, "new_password", password));
  }

  @Test
  void a_forgotten_password_is_replaced_and_everything_else_ends() throws Exception {
    Somebody anna = confirmed();
    RelyingParty player = RelyingParty.added(clef, "web", "https://player.example/callback");
    String held = player.redeem(player.code(anna.browser())).json().path("access_token").asString();
    assertThat(player.userInfo(held).status()).isEqualTo(200);
    String fresh = "a fresh horse " + anna.who().name();
    clef.data()
        .update(
            "update identity.account set must = '{change_password}' where user_id = ?",
            anna.subject().value());
    String handle = asked(anna.who().name());
    assertThat(LETTERS.letter(anna.address(), 2).getFirst())
        .isEqualTo("Your code for a new password");
    assertThat(choose(handle, LETTERS.code(anna.address(), 2), fresh).status()).isEqualTo(204);
    assertThat(anna.browser().get("/api/v1/me").code()).isEqualTo("not_signed_in");
    assertThat(signIn(anna.who().name(), anna.who().password()).code())
        .isEqualTo("wrong_credentials");
    Client again = clef.client();
    Answer back = again.post("/api/v1/sign-in", Map.of("name", anna.address(), "password", fresh));
    assertThat(back.status()).isEqualTo(200);
    assertThat(back.json().get("must")).isEmpty();
    assertThat(activity(again)).contains("password.reset_asked", "password.reset");
    assertThat(LETTERS.letter(anna.address(), 3).getFirst()).isEqualTo("Your password was changed");
    assertThat(player.userInfo(held).status()).isEqualTo(401);
  }

  @Test
  void a_check_of_the_password_before_that_ends_after_it_opens_no_session() {
    Somebody anna = confirmed();
    String name = anna.who().name();
    String first = anna.who().password();
    assertThat(overtaken(anna, first, () -> {}))
        .as("the same password")
        .isInstanceOf(Sessions.Opened.class);
    Runnable changed =
        () ->
            assertThat(
                    anna.browser()
                        .put(
                            "/api/v1/me/password",
                            Map.of(
                                "current_password", first, "new_password", "a new horse " + name))
                        .status())
                .isEqualTo(204);
    assertThat(overtaken(anna, first, changed)).isInstanceOf(Sessions.Overtaken.class);
    Runnable reset =
        () -> {
          String handle = asked(name);
          String fresh = "a fresh horse " + name;
          // The letters: the address, the changed password, and now the code.
          assertThat(choose(handle, LETTERS.code(anna.address(), 3), fresh).status())
              .isEqualTo(204);
        };
    assertThat(overtaken(anna, "a new horse " + name, reset))
        .isInstanceOf(Sessions.Overtaken.class);
    assertThat(
            clef.data()
                .count(
                    "select count(*) from identity.session where user_id = ?",
                    anna.subject().value()))
        .isZero();
    assertThat(signIn(name, "a fresh horse " + name).status()).isEqualTo(200);
  }

  /** Checks a password, does something else meanwhile, and wants a session for it. */
  private Sessions.Opening overtaken(Somebody who, String password, Runnable meanwhile) {
    return credentials.checkThen(
        who.subject(),
        password,
        SecondStep.NONE,
        (owed, checked) -> {
          meanwhile.run();
          return sessions.open(who.subject(), checked, "a browser", "192.0.2.1", owed);
        });
  }

  @Test
  void a_code_is_good_once_and_a_refused_password_does_not_use_it_up() {
    Somebody anna = confirmed();
    String handle = asked(anna.address());
    String code = LETTERS.code(anna.address(), 2);
    assertThat(choose(handle, code, "password").code()).isEqualTo("invalid_fields");
    assertThat(choose(handle, code, anna.who().name()).code()).isEqualTo("invalid_fields");
    assertThat(choose(handle, code, anna.address()).text()).contains("guessable");
    String fresh = "a fresh horse " + anna.who().name();
    assertThat(choose(handle, wrong(code), fresh).code()).isEqualTo("wrong_code");
    assertThat(choose(handle, code, fresh).status()).isEqualTo(204);
    assertThat(choose(handle, code, "another horse " + anna.who().name()).code())
        .isEqualTo("wrong_code");
    assertThat(signIn(anna.who().name(), fresh).status()).isEqualTo(200);
  }

  @Test
  void who_is_nobody_has_no_proven_address_or_may_not_sign_in_gets_nothing_and_the_same_answer() {
    Somebody there = confirmed();
    Somebody unproven = somebody();
    Somebody disabled = confirmed();
    accounts.disable(disabled.subject());
    Somebody child = confirmed();
    clef.data()
        .update(
            "update identity.account set status = 'awaiting_parent' where user_id = ?",
            child.subject().value());
    Somebody erased = confirmed();
    assertThat(
            erased
                .browser()
                .delete("/api/v1/me", Map.of("password", erased.who().password()))
                .status())
        .isIn(200, 202);
    List<String> names = new ArrayList<>();
    for (Somebody one : List.of(there, unproven, disabled, child, erased)) {
      names.add(one.who().name());
    }
    names.add("nobody" + there.who().name().substring("nobody".length()));
    Answer first = ask(names.getFirst());
    for (String name : names.subList(1, names.size())) {
      long rows = clef.data().count("select count(*) from identity.one_time_code");
      long start = System.nanoTime();
      Answer answer = ask(name);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(FLOOR);
      assertThat(answer.status()).isEqualTo(first.status()).isEqualTo(202);
      assertThat(answer.headers()).isEqualTo(first.headers());
      assertThat(answer.json().get("reset").asString().length() - name.length() * 4 / 3)
          .isCloseTo(
              first.json().get("reset").asString().length() - names.getFirst().length() * 4 / 3,
              Offset.offset(2));
      assertThat(clef.data().count("select count(*) from identity.one_time_code"))
          .isEqualTo(rows + 1);
      String handle = answer.json().get("reset").asString();
      for (int i = 0; i < 6; i++) {
        assertThat(choose(handle, "12345678", "a fresh horse of nobody").code())
            .isEqualTo("wrong_code");
      }
    }
    LETTERS.code(there.address(), 2);
    assertThat(LETTERS.mail().takenFor(unproven.address())).isEmpty();
    for (Somebody one : List.of(disabled, child, erased)) {
      assertThat(LETTERS.mail().takenFor(one.address())).hasSize(1);
    }
    assertThat(activity(unproven.browser())).contains("password.reset_asked");
  }

  @Test
  void a_second_factor_stays() throws Exception {
    Listener who = Listener.some();
    AuthenticatorOwner owner =
        AuthenticatorOwner.imported(clef, folder.secrets(), who.name(), who.password());
    Client browser = clef.client();
    browser.post(
        "/api/v1/sign-in",
        Map.of("name", who.name(), "password", who.password(), "code", owner.code()));
    assertThat(browser.patch("/api/v1/me", Map.of("email", who.field("email"))).status())
        .isEqualTo(200);
    assertThat(askToConfirm(browser, who.password(), null).code()).isEqualTo("code_required");
    clef.clock().advance(Duration.ofMinutes(2));
    assertThat(askToConfirm(browser, who.password(), owner.code()).status()).isEqualTo(202);
    assertThat(enter(browser, LETTERS.code(who.field("email"), 1)).status()).isEqualTo(204);
    String fresh = "a fresh horse " + who.name();
    String handle = asked(who.field("email"));
    assertThat(choose(handle, LETTERS.code(who.field("email"), 2), fresh).status()).isEqualTo(204);
    assertThat(signIn(who.name(), fresh).code()).isEqualTo("code_required");
  }

  @Test
  void after_five_wrong_codes_or_ten_minutes_the_right_one_is_good_no_more() {
    Somebody anna = confirmed();
    String fresh = "a fresh horse " + anna.who().name();
    String handle = asked(anna.who().name());
    String code = LETTERS.code(anna.address(), 2);
    for (int i = 0; i < OneTimeCodes.TRIES; i++) {
      assertThat(choose(handle, wrong(code), fresh).code()).isEqualTo("wrong_code");
    }
    assertThat(choose(handle, code, fresh).code()).isEqualTo("wrong_code");
    String late = asked(anna.who().name());
    String lateCode = LETTERS.code(anna.address(), 3);
    clef.clock().advance(Duration.ofMinutes(10).plusSeconds(1));
    assertThat(choose(late, lateCode, fresh).code()).isEqualTo("code_expired");
    assertThat(signIn(anna.who().name(), anna.who().password()).status()).isEqualTo(200);
  }

  @Test
  void a_stranger_uses_up_no_letters_of_somebody_and_leaves_their_code_alone() {
    Somebody anna = confirmed();
    clef.clock().advance(Duration.ofHours(3));
    List<String> names = List.of(anna.who().name(), "nobody" + anna.who().name());
    for (String name : names) {
      for (int i = 0; i < 4; i++) {
        resets.ask(name, STRANGER, Locale.ENGLISH);
        clef.clock().advance(Duration.ofMinutes(1));
      }
      assertThatExceptionOfType(Problem.class)
          .as("the same for whoever is nobody")
          .isThrownBy(() -> resets.ask(name, STRANGER, Locale.ENGLISH))
          .satisfies(refused -> assertThat(refused.type().code()).isEqualTo("rate_limited"));
    }
    String mine = resets.ask(names.getFirst(), "c6336401", Locale.ENGLISH);
    String code = LETTERS.code(anna.address(), 6);
    clef.clock().advance(Duration.ofMinutes(2));
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> resets.ask(names.getFirst(), STRANGER, Locale.ENGLISH));
    assertThat(choose(mine, code, "a fresh horse " + names.getFirst()).status()).isEqualTo(204);
  }

  @Test
  void the_many_networks_of_one_line_count_as_one() {
    String name = "nobody" + Listener.some().name();
    for (String network : List.of("20010db800010001", "20010db800010002")) {
      resets.ask(name, network, Locale.ENGLISH);
    }
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> resets.ask(name, "20010db800010003", Locale.ENGLISH));
    resets.ask(name, "20010db800020001", Locale.ENGLISH);
  }

  @Test
  void under_whatever_name_somebody_is_asked_for_there_are_as_many_letters() {
    Somebody anna = confirmed();
    clef.clock().advance(Duration.ofHours(3));
    asked(anna.who().name());
    asked(anna.address());
    asked(anna.who().name());
    asked(anna.address());
    assertThat(ask(anna.who().name()).code()).isEqualTo("rate_limited");
    LETTERS.code(anna.address(), 3);
    assertThat(
            clef.data()
                .count(
                    "select count(*) from mail.letter where user_id = ? and template = 'reset-code'",
                    anna.subject().value()))
        .isZero();
    assertThat(LETTERS.mail().takenFor(anna.address())).hasSize(3);
    String nobody = "nobody" + anna.who().name();
    asked(nobody);
    asked(nobody);
    assertThat(ask(nobody).code()).isEqualTo("rate_limited");
  }

  @Test
  void an_address_counts_once_it_is_proven() {
    Somebody anna = somebody();
    assertThat(signIn(anna.address(), anna.who().password()).code()).isEqualTo("wrong_credentials");
    assertThat(askToConfirm(anna.browser(), "not the password", null).code())
        .isEqualTo("wrong_credentials");
    assertThat(askToConfirm(anna.browser(), anna.who().password(), null).status()).isEqualTo(202);
    assertThat(LETTERS.letter(anna.address(), 1).getFirst())
        .isEqualTo("Your code for your e-mail address");
    String code = LETTERS.code(anna.address(), 1);
    assertThat(enter(anna.browser(), wrong(code)).code()).isEqualTo("wrong_code");
    assertThat(enter(anna.browser(), code).status()).isEqualTo(204);
    assertThat(enter(anna.browser(), code).code()).isEqualTo("nothing_to_confirm");
    assertThat(signIn(anna.address(), anna.who().password()).status()).isEqualTo(200);
    assertThat(activity(anna.browser())).contains("address.confirmed");
    Client same = anna.browser();
    assertThat(same.patch("/api/v1/me", Map.of("email", anna.address())).status()).isEqualTo(200);
    assertThat(signIn(anna.address(), anna.who().password()).status())
        .as("written down once more it stays proven")
        .isEqualTo(200);
  }

  @Test
  void another_address_has_to_be_proven_anew_and_the_one_before_is_told() {
    Somebody anna = confirmed();
    String another = "another." + anna.address();
    String handle = asked(anna.who().name());
    String code = LETTERS.code(anna.address(), 2);
    assertThat(anna.browser().patch("/api/v1/me", Map.of("email", another)).status())
        .isEqualTo(200);
    assertThat(LETTERS.letter(anna.address(), 3).getFirst())
        .isEqualTo("Your e-mail address was changed");
    assertThat(LETTERS.mail().takenFor(another)).isEmpty();
    assertThat(choose(handle, code, "a fresh horse " + anna.who().name()).code())
        .as("a code on its way to the address before")
        .isEqualTo("wrong_code");
    for (String name : List.of(anna.address(), another)) {
      assertThat(signIn(name, anna.who().password()).code()).isEqualTo("wrong_credentials");
    }
    clef.clock().advance(Duration.ofHours(1));
    asked(anna.who().name());
    assertThat(askToConfirm(anna.browser(), anna.who().password(), null).status()).isEqualTo(202);
    assertThat(enter(anna.browser(), LETTERS.code(another, 1)).status()).isEqualTo(204);
    assertThat(LETTERS.letter(another, 1).getFirst())
        .as("no code for a new password came before")
        .isEqualTo("Your code for your e-mail address");
    assertThat(signIn(another, anna.who().password()).status()).isEqualTo(200);
    assertThat(signIn(anna.address(), anna.who().password()).code()).isEqualTo("wrong_credentials");
  }

  @Test
  void applications_are_told_whether_an_address_is_proven() {
    RelyingParty player = RelyingParty.added(clef, "web", "https://mailer.example/callback");
    Somebody anna = somebody();
    String scope = "openid email";
    assertThat(verified(player, anna.browser(), scope)).isFalse();
    askToConfirm(anna.browser(), anna.who().password(), null);
    enter(anna.browser(), LETTERS.code(anna.address(), 1));
    assertThat(verified(player, anna.browser(), scope)).isTrue();
  }

  private static boolean verified(RelyingParty player, Client browser, String scope) {
    Map<String, String> request = new HashMap<>(player.request());
    request.put("scope", scope);
    String token =
        player.redeem(player.code(browser, request)).json().path("access_token").asString();
    return player.userInfo(token).json().path("email_verified").asBoolean();
  }

  @Test
  void a_code_for_one_address_proves_no_other() {
    Somebody anna = somebody();
    askToConfirm(anna.browser(), anna.who().password(), null);
    String code = LETTERS.code(anna.address(), 1);
    anna.browser().patch("/api/v1/me", Map.of("email", "another." + anna.address()));
    assertThat(enter(anna.browser(), code).code()).isEqualTo("code_expired");
  }

  @Test
  void what_somebody_else_has_proven_nobody_proves_again() {
    Somebody anna = confirmed();
    Somebody bert = somebody();
    bert.browser().patch("/api/v1/me", Map.of("email", anna.address()));
    askToConfirm(bert.browser(), bert.who().password(), null);
    Answer answer = enter(bert.browser(), LETTERS.code(anna.address(), 2));
    assertThat(answer.text()).contains("taken");
    assertThat(signIn(anna.address(), anna.who().password()).status()).isEqualTo(200);
  }

  @Test
  void a_code_to_sign_in_is_for_one_person_and_one_purpose() {
    Somebody anna = confirmed();
    Somebody bert = confirmed();
    Somebody unproven = somebody();
    assertThat(codes.send(unproven.subject(), CodePurpose.SIGN_IN, null)).isFalse();
    assertThat(codes.send(anna.subject(), CodePurpose.SIGN_IN, Locale.FRENCH)).isTrue();
    assertThat(codes.send(bert.subject(), CodePurpose.SIGN_IN, null)).isTrue();
    assertThat(LETTERS.letter(anna.address(), 2).getFirst())
        .isEqualTo("Votre code pour montrer que c’est vous");
    assertThat(LETTERS.letter(bert.address(), 2).getFirst())
        .isEqualTo("Your code to show that it is you");
    String code = LETTERS.code(anna.address(), 2);
    refused("wrong_code", () -> codes.verify(bert.subject(), CodePurpose.SIGN_IN, code));
    refused("code_expired", () -> codes.verify(anna.subject(), CodePurpose.RESET, code));
    refused("code_expired", () -> codes.verify(anna.subject(), CodePurpose.ADDRESS, code));
    refused("wrong_code", () -> codes.verify(anna.subject(), CodePurpose.SIGN_IN, wrong(code)));
    codes.verify(anna.subject(), CodePurpose.SIGN_IN, code);
    refused("code_expired", () -> codes.verify(anna.subject(), CodePurpose.SIGN_IN, code));
    String bertsCode = LETTERS.code(bert.address(), 2);
    for (int i = 1; i < OneTimeCodes.TRIES; i++) {
      refused(
          "wrong_code", () -> codes.verify(bert.subject(), CodePurpose.SIGN_IN, wrong(bertsCode)));
    }
    refused("code_expired", () -> codes.verify(bert.subject(), CodePurpose.SIGN_IN, bertsCode));
  }

  private static void refused(String code, ThrowingCallable work) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(work)
        .satisfies(problem -> assertThat(problem.type().code()).isEqualTo(code));
  }

  @Test
  void a_copy_of_ones_data_tells_of_codes_and_an_erasure_ends_them() {
    Somebody anna = confirmed();
    codes.send(anna.subject(), CodePurpose.SIGN_IN, null);
    String code = LETTERS.code(anna.address(), 2);
    String copy = data(anna.browser().get("/api/v1/me/export"));
    assertThat(copy).contains("\"codes\"", "\"sign_in\"").doesNotContain(code);
    anna.browser().delete("/api/v1/me", Map.of("password", anna.who().password()));
    assertThat(
            clef.data()
                .count(
                    "select count(*) from identity.one_time_code where user_id = ?",
                    anna.subject().value()))
        .isZero();
  }

  private static String data(Answer copy) {
    try (var zip = new ZipInputStream(new ByteArrayInputStream(copy.body()))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().equals("data.json")) {
          return new String(zip.readAllBytes(), StandardCharsets.UTF_8);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("no data.json");
  }
}
