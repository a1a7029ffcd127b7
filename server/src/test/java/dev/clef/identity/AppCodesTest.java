package dev.clef.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.AuthenticatorOwner;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Running;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** Guessing codes of an authenticator app, with the password known. */
@ClefServer
class AppCodesTest extends LettersSent {

  private static final String APP = "/api/v1/me/authenticator";

  @Autowired
  AppCodesTest(Running clef) {
    super(clef);
  }

  private AuthenticatorOwner app(Client browser) {
    JsonNode setup = browser.post(APP + "/setup", Map.of()).json();
    AuthenticatorOwner owner =
        AuthenticatorOwner.withSecret(setup.get("secret").asString(), clef.clock());
    assertThat(
            browser
                .post(
                    APP,
                    Map.of(
                        "setup", setup.get("setup").asString(),
                        "code", owner.code(),
                        "name", "Phone"))
                .status())
        .isEqualTo(204);
    return owner;
  }

  /** What became of a sign-in; empty for a session. */
  private String signIn(Somebody who, String code) {
    Client.Answer answer =
        clef.client()
            .post(
                "/api/v1/sign-in",
                Map.of("name", who.who().name(), "password", who.who().password(), "code", code));
    return answer.status() == 200 ? "" : answer.code();
  }

  private static String wrong(AuthenticatorOwner owner) {
    return owner.code().startsWith("0") ? "999999" : "000000";
  }

  private void wrongSoFar(Somebody who, int count) {
    clef.data()
        .update(
            "update identity.account set code_failures = ? where user_id = ?",
            count,
            who.subject().value());
  }

  private long wrongSoFar(Somebody who) {
    return clef.data()
        .count(
            "select code_failures from identity.account where user_id = ?", who.subject().value());
  }

  /** A code that was not used before. */
  private String next(AuthenticatorOwner owner) {
    clef.clock().advance(Duration.ofSeconds(30));
    return owner.code();
  }

  @Test
  void after_too_many_wrong_codes_in_a_row_a_right_one_is_not_taken_either() {
    Somebody anna = confirmed();
    AuthenticatorOwner owner = app(anna.browser());
    JsonNode made = anna.browser().post("/api/v1/me/recovery-codes", Map.of()).json().get("codes");
    assertThat(signIn(anna, wrong(owner))).isEqualTo("wrong_code");
    assertThat(wrongSoFar(anna)).isEqualTo(1);
    assertThat(signIn(anna, next(owner))).isEmpty();
    assertThat(wrongSoFar(anna)).as("in a row").isZero();

    wrongSoFar(anna, AppCodes.MOST_WRONG - 1);
    assertThat(signIn(anna, wrong(owner))).isEqualTo("wrong_code");
    assertThat(signIn(anna, wrong(owner))).isEqualTo("codes_locked");
    assertThat(signIn(anna, next(owner))).isEqualTo("codes_locked");
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(LETTERS.mail().takenFor(anna.address()))
                .filteredOn(it -> it.parts().getFirst().contains("not taken any more"))
                .hasSize(1));

    assertThat(signIn(anna, made.get(0).asString())).as("a recovery code").isEmpty();
    assertThat(signIn(anna, next(owner))).isEmpty();
  }

  @Test
  void a_new_password_and_another_app_make_codes_good_again() {
    Somebody anna = confirmed();
    app(anna.browser());
    wrongSoFar(anna, AppCodes.MOST_WRONG);
    assertThat(anna.browser().delete(APP).status()).isEqualTo(204);
    AuthenticatorOwner owner = app(anna.browser());
    assertThat(signIn(anna, next(owner))).isEmpty();

    wrongSoFar(anna, AppCodes.MOST_WRONG);
    Client.Answer asked =
        clef.client().post("/api/v1/password-resets", Map.of("name", anna.address()));
    String code =
        Awaitility.await()
            .until(
                () ->
                    LETTERS.mail().takenFor(anna.address()).stream()
                        .filter(it -> it.parts().getFirst().contains("code for a new password"))
                        .map(it -> it.parts().get(1).replaceAll("(?s).*?\\b(\\d{8})\\b.*", "$1"))
                        .findFirst(),
                Optional::isPresent)
            .orElseThrow();
    String fresh = "a fresh horse " + anna.who().name();
    Client.Answer chosen =
        clef.client()
            .post(
                "/api/v1/password-resets/confirm",
                Map.of(
                    "reset", asked.json().get("reset").asString(),
                    "code", code,
                    "new_password", fresh));
    assertThat(chosen.status()).as(chosen.toString()).isEqualTo(204);
    assertThat(wrongSoFar(anna)).as("a few more").isEqualTo(AppCodes.AFTER_PASSWORD);
  }

  @Test
  void who_guesses_all_at_once_has_no_more_tries() {
    Somebody anna = confirmed();
    AuthenticatorOwner owner = app(anna.browser());
    wrongSoFar(anna, AppCodes.MOST_WRONG - 3);
    String wrong = wrong(owner);
    Supplier<String> guess = () -> signIn(anna, wrong);
    List<CompletableFuture<String>> guesses =
        Stream.generate(() -> CompletableFuture.supplyAsync(guess)).limit(8).toList();
    assertThat(guesses.stream().map(CompletableFuture::join))
        .as("%s", wrongSoFar(anna))
        .containsOnly("wrong_code", "codes_locked")
        .filteredOn("wrong_code"::equals)
        .hasSize(3);
  }
}
