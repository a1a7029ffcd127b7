package dev.clef.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.subject.SubjectId;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Listener;
import dev.clef.testing.MailServer;
import dev.clef.testing.MailedServer;
import dev.clef.testing.Running;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** One server for the tests of what is done by mail, which have its letters. */
abstract class LettersSent {

  static final MailedServer LETTERS = new MailedServer(MailServer.start());
  static final Duration FLOOR = Duration.ofMillis(150);

  final Running clef;

  LettersSent(Running clef) {
    this.clef = clef;
  }

  @DynamicPropertySource
  static void mail(DynamicPropertyRegistry settings) {
    LETTERS.settings(settings);
    settings.add("clef.identity.open-registration", () -> true);
    settings.add("clef.identity.sign-in-floor", () -> FLOOR.toMillis() + "ms");
  }

  @BeforeEach
  void longAfter() {
    clef.clock().advance(Duration.ofHours(3)); // no limit is left over
  }

  /** Somebody signed in. */
  record Somebody(Listener who, Client browser, SubjectId subject, String address) {}

  Somebody somebody() {
    Listener who = Listener.some().with("locale", "en");
    Client browser = who.signedIn(clef.client());
    UUID id = UUID.fromString(browser.get("/api/v1/me").json().get("user_id").asString());
    return new Somebody(who, browser, new SubjectId(id), who.field("email"));
  }

  /** Who has proven an address, with one letter. */
  Somebody confirmed() {
    Somebody anna = somebody();
    assertThat(askToConfirm(anna.browser(), anna.who().password(), null).status()).isEqualTo(202);
    assertThat(enter(anna.browser(), LETTERS.code(anna.address(), 1)).status()).isEqualTo(204);
    return anna;
  }

  static Answer askToConfirm(Client browser, String password, @Nullable String code) {
    Map<String, String> body =
        code == null ? Map.of("password", password) : Map.of("password", password, "code", code);
    return browser.post("/api/v1/me/email/confirmation", body);
  }

  static Answer enter(Client browser, String code) {
    return browser.post("/api/v1/me/email/confirmation/confirm", Map.of("code", code));
  }

  Answer signIn(String name, String password) {
    return clef.client().post("/api/v1/sign-in", Map.of("name", name, "password", password));
  }

  static String wrong(String code) {
    return code.equals("00000000") ? "11111111" : "00000000";
  }

  static List<String> activity(Client browser) {
    return browser
        .get("/api/v1/me/activity?limit=50")
        .json()
        .get("items")
        .findValuesAsString("what");
  }
}
