package dev.clef.center;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.testing.Browser;
import dev.clef.testing.Browser.Look;
import dev.clef.testing.ClefServer;
import dev.clef.testing.Client;
import dev.clef.testing.Client.Answer;
import dev.clef.testing.Listener;
import dev.clef.testing.MailServer;
import dev.clef.testing.MailedServer;
import dev.clef.testing.Running;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Registration by mail, a confirmed address and a forgotten password, as people walk it. */
@ClefServer
class MailPagesTest {

  private static final MailedServer LETTERS = new MailedServer(MailServer.start());
  private static final Pattern STEP = Pattern.compile("name=\"step\" value=\"([^\"]+)\"");

  private final Running clef;

  @Autowired
  MailPagesTest(Running clef) {
    this.clef = clef;
  }

  @DynamicPropertySource
  static void mail(DynamicPropertyRegistry settings) {
    LETTERS.settings(settings);
  }

  @AfterAll
  static void stop() {
    LETTERS.mail().close();
  }

  @BeforeEach
  void longAfter() {
    clef.clock().advance(Duration.ofHours(3)); // no limit is left over
  }

  static Stream<List<Look>> looks() {
    return Stream.of(
        List.of(new Look("en", false, false, true), new Look("en", true, true, true)),
        List.of(new Look("de", true, false, true)),
        List.of(new Look("fr", false, true, false)));
  }

  @ParameterizedTest
  @MethodSource("looks")
  void somebody_registers_by_mail_and_forgets_the_password(List<Look> looks) throws Exception {
    Browser.required();
    Listener anna = Listener.some();
    String address = anna.field("email");
    try (Browser browser = Browser.open(looks, clef.port())) {
      browser.visit("/register");
      see(browser, looks, "register-address");
      browser.submit();
      assertThat(browser.all("#errors li")).hasSize(1);
      browser.type("email", address).submit();
      see(browser, looks, "register-code");
      assertThat(browser.text()).contains(address);
      browser.type("mail_code", wrong(LETTERS.code(address, 1))).submit();
      see(browser, looks, "register-code-wrong");
      browser.submitForm("/register/again");
      assertThat(browser.all(".notice.good")).hasSize(1);
      browser.type("mail_code", LETTERS.code(address, 2));
      see(browser, looks, "register-code-typed");
      browser.submit();
      see(browser, looks, "register-rest");
      assertThat(browser.text()).contains(address);
      browser.type("username", anna.name()).type("password", "password").submit();
      browser
          .type("username", anna.name())
          .type("password", anna.password())
          .type("birth_date", "1990-12-10")
          .choose("country", "DE")
          .submit();
      assertThat(browser.path()).isEqualTo("/privacy");
      assertThat(browser.all(".chip.warn")).isEmpty();

      confirmAnother(browser, looks, anna);

      browser.submitForm("/sign-out");
      browser.visit("/sign-in");
      see(browser, looks, "sign-in-forgot");
      browser.click("a[href='/forgot']");
      see(browser, looks, "forgot");
      browser.type("name", "new." + address).submit();
      see(browser, looks, "forgot-code");
      browser.type("mail_code", LETTERS.code("new." + address, 2)).submit();
      see(browser, looks, "forgot-password");
      browser.type("new_password", "password").submit();
      see(browser, looks, "forgot-password-wrong");
      browser.type("new_password", "a fresh horse " + anna.name()).submit();
      see(browser, looks, "forgot-done");
      browser.click("main a[href='/sign-in']");
      browser
          .type("name", "new." + address)
          .type("password", "a fresh horse " + anna.name())
          .submit();
      assertThat(browser.path()).isEqualTo("/privacy");
      confirmByMail(browser, looks, "new." + address);
      browser.visit("/lost");
      see(browser, looks, "lost");
      browser.type("name", anna.name()).type("password", "a fresh horse " + anna.name()).submit();
      see(browser, looks, "lost-nothing");
      assertThat(browser.all("#errors li")).hasSize(1);
      assertThat(browser.complaints()).isEmpty();
    }
  }

  private void confirmByMail(Browser browser, List<Look> looks, String address) {
    browser.visit("/privacy/download");
    assertThat(browser.path()).isEqualTo("/privacy/confirm");
    see(browser, looks, "confirm-letter");
    browser.submit();
    assertThat(browser.path()).isEqualTo("/privacy/confirm/mail");
    see(browser, looks, "confirm-mail");
    browser.type("mail_code", wrong(LETTERS.code(address, 4))).submit();
    assertThat(browser.all("#errors li")).hasSize(1);
    browser.type("mail_code", LETTERS.code(address, 4)).submit();
    assertThat(browser.path()).isEqualTo("/privacy/download");
  }

  private void confirmAnother(Browser browser, List<Look> looks, Listener anna) {
    String another = "new." + anna.field("email");
    browser.visit("/privacy/change/email").type("email", another).submit();
    browser.visit("/privacy");
    assertThat(browser.all(".chip.warn")).hasSize(1);
    see(browser, looks, "email-unconfirmed");
    browser.click("a[href='/privacy/email']");
    see(browser, looks, "email");
    browser.type("current_password", "not it").submit();
    assertThat(browser.all(".error")).hasSize(1);
    browser.type("current_password", anna.password()).submit();
    see(browser, looks, "email-code");
    browser.type("mail_code", wrong(LETTERS.code(another, 1))).submit();
    assertThat(browser.all(".error")).hasSize(1);
    browser.type("mail_code", LETTERS.code(another, 1)).submit();
    assertThat(browser.path()).isEqualTo("/privacy");
    assertThat(browser.all(".chip.warn")).isEmpty();
    see(browser, looks, "email-confirmed");
  }

  /** The check of a page is a script itself. */
  private static void see(Browser browser, List<Look> looks, String name) {
    if (looks.getFirst().scripts()) {
      browser.see(name);
    }
  }

  private static String wrong(String code) {
    return code.equals("00000000") ? "11111111" : "00000000";
  }

  private static String step(Answer page) {
    Matcher step = STEP.matcher(page.text());
    if (!step.find()) {
      throw new AssertionError("no step: " + page);
    }
    return step.group(1);
  }

  private static Map<String, String> rest(Listener who, String step) {
    return Map.of(
        "step",
        step,
        "username",
        who.name(),
        "password",
        who.password(),
        "birth_date",
        "1990-12-10",
        "country",
        "DE");
  }

  private String proven(Client browser, String address, int letter) {
    String asked = step(browser.form("/register", Map.of("email", address), "en"));
    return step(
        browser.form(
            "/register/code",
            Map.of("step", asked, "mail_code", LETTERS.code(address, letter)),
            "en"));
  }

  @Test
  void a_taken_address_and_a_free_one_lead_to_the_same_page() {
    Listener there = Listener.some();
    String address = there.field("email");
    Client browser = clef.client();
    assertThat(
            browser
                .form("/register/account", rest(there, proven(browser, address, 1)), "en")
                .status())
        .isEqualTo(302);
    String free = "x".repeat(address.indexOf('@')) + "@example.org";
    Answer taken = clef.client().form("/register", Map.of("email", address), "en");
    Answer other = clef.client().form("/register", Map.of("email", free), "en");
    assertThat(taken.status()).isEqualTo(other.status()).isEqualTo(200);
    assertThat(taken.headers()).isEqualTo(other.headers());
    assertThat(taken.text().replace(address, "").replace(step(taken), ""))
        .isEqualTo(other.text().replace(free, "").replace(step(other), ""));
  }

  @Test
  void whoever_is_known_and_whoever_is_not_sees_the_same_when_the_password_is_forgotten() {
    Listener there = Listener.some();
    Client browser = clef.client();
    browser.form("/register/account", rest(there, proven(browser, there.field("email"), 1)), "en");
    String nobody = "x".repeat(there.name().length());
    Answer known = clef.client().form("/forgot", Map.of("name", there.name()), "en");
    Answer unknown = clef.client().form("/forgot", Map.of("name", nobody), "en");
    assertThat(known.status()).isEqualTo(unknown.status()).isEqualTo(200);
    assertThat(known.text().replace(step(known), ""))
        .isEqualTo(unknown.text().replace(step(unknown), ""));
    Answer wrong =
        clef.client().form("/forgot/code", Map.of("step", step(known), "mail_code", "1"), "en");
    Answer alike =
        clef.client().form("/forgot/code", Map.of("step", step(unknown), "mail_code", "1"), "en");
    assertThat(wrong.status()).isEqualTo(alike.status()).isEqualTo(422);
    assertThat(wrong.text().replace(step(wrong), ""))
        .isEqualTo(alike.text().replace(step(alike), ""));
  }

  @Test
  void a_second_click_is_the_same_person() {
    Listener anna = Listener.some();
    Client browser = clef.client();
    String step = proven(browser, anna.field("email"), 1);
    assertThat(browser.form("/register/account", rest(anna, step), "en").status()).isEqualTo(302);
    assertThat(browser.form("/register/account", rest(anna, step), "en").status()).isEqualTo(302);
    Answer stranger =
        clef.client()
            .form("/register/account", rest(anna.with("password", "another one"), step), "en");
    assertThat(stranger.status()).as("whoever does not know the password").isEqualTo(422);
  }

  @Test
  void steps_that_are_too_old_touched_or_of_another_way_begin_again() {
    Listener anna = Listener.some();
    String address = anna.field("email");
    Client browser = clef.client();
    String asked = step(browser.form("/register", Map.of("email", address), "en"));
    String code = LETTERS.code(address, 1);
    for (String path : List.of("/register/code", "/forgot/code", "/forgot/again")) {
      for (String step : List.of("", "x", asked.substring(1), "%00")) {
        assertThat(browser.form(path, Map.of("step", step, "mail_code", code), "en").status())
            .as(path + " " + step)
            .isEqualTo(422);
      }
    }
    assertThat(browser.form("/forgot/code", Map.of("step", asked, "mail_code", code), "en").text())
        .contains("That took too long");
    assertThat(
            browser
                .form("/forgot/password", Map.of("step", asked, "new_password", "a horse x"), "en")
                .status())
        .isEqualTo(422);
    assertThat(browser.form("/register/account", rest(anna, asked), "en").status()).isEqualTo(422);
    clef.clock().advance(Duration.ofMinutes(11));
    assertThat(
            browser.form("/register/code", Map.of("step", asked, "mail_code", code), "en").text())
        .contains("That took too long");
    assertThat(browser.get("/register/code").status()).isEqualTo(302);
    assertThat(browser.get("/forgot/password").status()).isEqualTo(302);
  }

  @Test
  void codes_asked_for_too_often_are_not_sent() {
    String address = Listener.some().field("email");
    Client browser = clef.client();
    String step = step(browser.form("/register", Map.of("email", address), "en"));
    Answer second = browser.form("/register/again", Map.of("step", step), "en");
    assertThat(second.status()).isEqualTo(200);
    Answer third = browser.form("/register/again", Map.of("step", step(second)), "en");
    assertThat(third.status()).isEqualTo(422);
    assertThat(third.text()).contains("Wait a little");
    String code = LETTERS.code(address, 2);
    assertThat(
            browser
                .form("/register/code", Map.of("step", step(third), "mail_code", code), "en")
                .text())
        .as("the page that refused still takes the code")
        .contains("name=\"username\"");
    Client other = clef.client();
    other.form("/forgot", Map.of("name", "nobody at all"), "en");
    other.form("/forgot", Map.of("name", "nobody at all"), "en");
    assertThat(other.form("/forgot", Map.of("name", "nobody at all"), "en").status())
        .isEqualTo(422);
  }

  @Test
  void another_site_can_send_none_of_these_forms() throws Exception {
    try (HttpClient http = Client.stranger()) {
      for (String path :
          List.of(
              "/register",
              "/register/code",
              "/register/account",
              "/forgot",
              "/forgot/code",
              "/forgot/password",
              "/privacy/email",
              "/privacy/confirm/mail/code",
              "/lost",
              "/lost/code",
              "/privacy/ways/not-lost",
              "/api/v1/lost-factors",
              "/api/v1/registrations",
              "/api/v1/password-resets",
              "/api/v1/me/email/confirmation")) {
        HttpResponse<String> answer =
            http.send(
                HttpRequest.newBuilder(URI.create("https://localhost:" + clef.port() + path))
                    .header(
                        "Content-Type",
                        path.startsWith("/api/")
                            ? "application/json"
                            : "application/x-www-form-urlencoded")
                    .header("Sec-Fetch-Site", "cross-site")
                    .POST(HttpRequest.BodyPublishers.ofString("email=a%40example.org&name=a"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).as(path).contains("cross_site");
      }
    }
  }
}
