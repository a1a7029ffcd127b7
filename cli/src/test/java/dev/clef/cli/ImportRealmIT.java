package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.cli.Harmony.Person;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The realm that Keycloak exported, brought into a running server; its people then sign in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ImportRealmIT {

  private static final int USERS = 1200;

  private static final int OLDEST_YEARS = 130;

  private Path folder;
  private RunningServer server;
  private Api api;
  private Harmony harmony;
  private JsonNode dry;
  private JsonNode real;
  private final LocalDate today = LocalDate.now(Clock.systemUTC());

  ImportRealmIT() {}

  @BeforeAll
  void the_whole_realm_is_imported_after_a_dry_run(@TempDir Path reports)
      throws IOException, InterruptedException {
    folder = reports;
    harmony = Harmony.load();
    server = RunningServer.shared();
    api = new Api(server);
    dry = load("dry", harmony.file(), "--dry-run");
    real = load("real", harmony.file());
  }

  private JsonNode load(String name, Path file, Object... more) throws IOException {
    Path report = folder.resolve(name + "-report.json");
    List<Object> words = new ArrayList<>(List.of("--report", report));
    words.addAll(List.of(more));
    Ran ran = server.load(file, words.toArray());
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(Main.OK);
    return Json.MAPPER.readTree(Files.readString(report));
  }

  @Test
  @Order(1)
  void a_dry_run_counts_what_the_real_run_does() {
    for (String counted :
        List.of("outcomes", "reasons", "people", "attributes", "rejects", "file_sha256")) {
      assertThat(dry.path(counted)).as(counted).isEqualTo(real.path(counted));
    }
    assertThat(real.at("/outcomes/created").asInt()).isEqualTo(USERS);
    assertThat(real.at("/reasons/service_account").asInt()).isEqualTo(1);
    assertThat(real.at("/rejects/0/line").asInt()).isEqualTo(25_798);
  }

  @Test
  @Order(2)
  void the_report_counts_what_stands_in_the_file() {
    Map<String, Predicate<Person>> expected =
        Map.of(
            "disabled", person -> !person.enabled(),
            "no_password", person -> person.hash().isEmpty(),
            "hash_argon2id", person -> person.hash().equals("argon2"),
            "hash_pbkdf2_sha256", person -> person.hash().equals("pbkdf2-sha256"),
            "hash_pbkdf2_sha512", person -> person.hash().equals("pbkdf2-sha512"),
            "must_change_password", Person::mustChangePassword,
            "birth_date_missing", person -> person.birthDate().isEmpty(),
            "birth_date_malformed",
                person -> person.birthDate().isPresent() && age(person).isEmpty(),
            "social", person -> person.user().has("federatedIdentities"));
    expected.forEach((mark, condition) ->
        assertThat(real.path("people").path(mark).asLong())
            .as(mark)
            .isEqualTo(harmony.people().values().stream().filter(condition).count()));
  }

  /** Full years; empty where the birth date is missing or none. */
  private Optional<Integer> age(Person person) {
    try {
      return person
          .birthDate()
          .map(LocalDate::parse)
          .filter(date -> !date.isAfter(today))
          .map(date -> date.until(today).getYears())
          .filter(years -> years < OLDEST_YEARS);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private Stream<Person> people(Predicate<Person> some) {
    return harmony.people().values().stream()
        .filter(person -> !person.hash().isEmpty())
        .filter(some)
        .sorted(Comparator.comparing(Person::username));
  }

  private boolean isFreeAdult(Person person) {
    return person.enabled() && !person.mustChangePassword() && age(person).orElse(0) >= 18;
  }

  private Stream<Person> adults(String hash) {
    return people(person -> isFreeAdult(person) && person.hash().equals(hash));
  }

  private Api.Answer signIn(Person person) throws IOException {
    try {
      Optional<String> code = Optional.empty();
      if (person.otpSecretBase32().isPresent()) {
        code =
            Optional.of(
                Authenticator.code(person.otpSecretBase32().get(), Clock.systemUTC().instant()));
      }
      return api.signIn(person.username(), person.password(), code);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-1", e);
    }
  }

  @Test
  @Order(3)
  void a_hundred_people_of_every_hash_kind_sign_in_with_password_and_code() throws IOException {
    List<Person> chosen = new ArrayList<>();
    adults("pbkdf2-sha256").limit(10).forEach(chosen::add);
    adults("pbkdf2-sha512").limit(20).forEach(chosen::add);
    adults("argon2").filter(p -> p.otpSecretBase32().isPresent()).limit(20).forEach(chosen::add);
    adults("argon2").filter(p -> p.otpSecretBase32().isEmpty()).limit(50).forEach(chosen::add);
    assertThat(chosen).hasSize(100);
    for (Person person : chosen) {
      Api.Answer answer = signIn(person);
      assertThat(answer.status()).as("%s of %s", answer.code(), person.username()).isEqualTo(200);
      assertThat(answer.must()).as(person.username()).isEmpty();
    }
  }

  @Test
  @Order(4)
  void after_the_silent_rehash_they_sign_in_again_and_see_their_own_data() throws IOException {
    for (String hash : List.of("argon2", "pbkdf2-sha512", "pbkdf2-sha256")) {
      Person person =
          adults(hash).filter(p -> p.otpSecretBase32().isEmpty()).findFirst().orElseThrow();
      signIn(person);
      Api.Answer answer = signIn(person);
      assertThat(answer.status()).as(person.username()).isEqualTo(200);
      JsonNode me = api.get("/api/v1/me", answer.cookie()).body();
      assertThat(me.path("username").asString()).isEqualTo(person.username());
      assertThat(me.path("given_name").asString(""))
          .isEqualTo(person.user().path("firstName").asString(""));
      assertThat(me.path("birth_date").asString()).isEqualTo(person.birthDate().orElseThrow());
    }
  }

  @Test
  @Order(5)
  void a_wrong_password_and_a_missing_or_used_code_are_refused()
      throws IOException, GeneralSecurityException {
    Person plain =
        adults("argon2").filter(p -> p.otpSecretBase32().isEmpty()).findFirst().orElseThrow();
    assertThat(api.signIn(plain.username(), plain.password() + "x", Optional.empty()).code())
        .isEqualTo("wrong_credentials");
    assertThat(api.signIn("nobody-at-all", plain.password(), Optional.empty()).code())
        .isEqualTo("wrong_credentials");
    Person coded =
        adults("argon2")
            .filter(p -> p.otpSecretBase32().isPresent())
            .skip(20)
            .findFirst()
            .orElseThrow();
    assertThat(api.signIn(coded.username(), coded.password(), Optional.empty()).code())
        .isEqualTo("code_required");
    String code =
        Authenticator.code(coded.otpSecretBase32().orElseThrow(), Clock.systemUTC().instant());
    assertThat(api.signIn(coded.username(), coded.password(), Optional.of(code)).status())
        .isEqualTo(200);
    assertThat(api.signIn(coded.username(), coded.password(), Optional.of(code)).code())
        .isEqualTo("wrong_code");
  }

  @Test
  @Order(6)
  void what_was_laid_on_people_before_still_binds_them() throws IOException {
    for (Person person : people(p -> !p.enabled()).limit(4).toList()) {
      assertThat(signIn(person).code()).as(person.username()).isEqualTo("account_disabled");
    }
    for (Person person : people(p -> p.enabled() && age(p).orElse(99) < 13).limit(4).toList()) {
      assertThat(signIn(person).code()).as(person.username()).isEqualTo("parent_needed");
    }
    for (Person person :
        people(p -> p.enabled() && p.mustChangePassword() && age(p).orElse(0) >= 18)
            .limit(4)
            .toList()) {
      assertThat(signIn(person).must()).as(person.username()).containsExactly("change_password");
    }
    for (Person person :
        Stream.concat(
                people(p -> p.birthDate().isEmpty()).limit(20),
                people(p -> p.birthDate().isPresent() && age(p).isEmpty()).limit(20))
            .filter(p -> p.enabled() && !p.mustChangePassword())
            .limit(30)
            .toList()) {
      assertThat(signIn(person).must()).as(person.username()).containsExactly("birth_date");
    }
  }

  @Test
  @Order(7)
  void people_without_a_password_cannot_sign_in() throws IOException {
    List<Person> without =
        harmony.people().values().stream().filter(p -> p.hash().isEmpty()).limit(3).toList();
    assertThat(without).hasSize(3);
    for (Person person : without) {
      assertThat(api.signIn(person.username(), "", Optional.empty()).status()).isNotEqualTo(200);
      assertThat(api.signIn(person.username(), "guess-guess", Optional.empty()).code())
          .isEqualTo("wrong_credentials");
    }
  }

  @Test
  @Order(8)
  void a_repeated_import_changes_nothing() throws IOException {
    JsonNode again = load("again", harmony.file(), "--batch", 2000);
    assertThat(again.at("/outcomes/unchanged").asInt()).isEqualTo(USERS);
    assertThat(again.at("/outcomes/created").asInt()).isZero();
    assertThat(again.at("/outcomes/updated").asInt()).isZero();
    assertThat(again.at("/outcomes/rejected").asInt()).isEqualTo(1);
  }

  @Test
  @Order(9)
  void a_value_the_person_corrected_wins_over_a_changed_file() throws IOException {
    Person person =
        adults("argon2")
            .filter(p -> p.otpSecretBase32().isEmpty())
            .skip(3)
            .findFirst()
            .orElseThrow();
    Optional<String> cookie = signIn(person).cookie();
    Map<String, Object> correction = Map.of("given_name", "Corrected");
    assertThat(api.send("PATCH", "/api/v1/me", Optional.of(correction), cookie).status())
        .isEqualTo(200);
    ObjectNode changed = ((ObjectNode) person.user().deepCopy());
    changed.put("firstName", "FromTheFile").put("lastName", "Renewed");
    JsonNode report = load("changed", harmony.write(folder.resolve("c.json"), List.of(changed)));
    assertThat(report.at("/outcomes/updated").asInt()).isEqualTo(1);
    Api.Answer again = signIn(person);
    assertThat(again.status()).isEqualTo(200);
    JsonNode me = api.get("/api/v1/me", again.cookie()).body();
    assertThat(me.path("given_name").asString()).isEqualTo("Corrected");
    assertThat(me.path("family_name").asString()).isEqualTo("Renewed");
  }

  @Test
  @Order(10)
  void an_erased_person_stays_erased() throws IOException {
    Person person =
        adults("argon2")
            .filter(p -> p.otpSecretBase32().isEmpty())
            .skip(4)
            .findFirst()
            .orElseThrow();
    Optional<String> cookie = signIn(person).cookie();
    Map<String, Object> confirmation = Map.of("password", person.password());
    assertThat(api.send("DELETE", "/api/v1/me", Optional.of(confirmation), cookie).status())
        .isIn(200, 202);
    Path file = harmony.write(folder.resolve("e.json"), List.of(person.user()));
    for (Object[] how : new Object[][] {{"--dry-run"}, {}}) {
      isErased(load("erased" + how.length, file, how));
    }
    assertThat(signIn(person).code()).isEqualTo("wrong_credentials");
  }

  private static void isErased(JsonNode report) {
    assertThat(report.at("/reasons/erased").asInt()).isEqualTo(1);
    assertThat(report.at("/outcomes/rejected").asInt()).isEqualTo(1);
  }

  @Test
  @Order(11)
  void everybody_is_known_again_when_the_index_keys_were_replaced() throws IOException {
    Ran rotated =
        Ran.clef(
            "keys",
            "rotate",
            "index",
            "--destroy-retired",
            "--server",
            server.url(),
            "--data",
            server.data);
    assertThat(rotated.exitCode()).as(rotated.err()).isZero();
    assertThat(rotated.out())
        .containsPattern("Index keys: version 2 finished \\S+, .* the ones before destroyed");
    List<Person> known = adults("argon2").filter(p -> p.otpSecretBase32().isEmpty()).toList();
    Path erased = harmony.write(folder.resolve("e.json"), List.of(known.get(4).user()));
    isErased(load("erased2", erased));
    Path here = harmony.write(folder.resolve("h.json"), List.of(known.get(1).user()));
    assertThat(load("here", here).at("/outcomes/unchanged").asInt()).isEqualTo(1);
    assertThat(signIn(known.get(1)).status()).isEqualTo(200);
  }

  @Test
  @Order(12)
  void nothing_imported_stands_in_the_log_of_the_server_or_in_a_report() throws IOException {
    String log = Files.readString(server.log);
    StringBuilder reports = new StringBuilder();
    for (String name : List.of("dry", "real", "again", "changed", "erased0")) {
      reports.append(Files.readString(folder.resolve(name + "-report.json")));
    }
    assertThat(log).contains("PostgreSQL");
    for (Person person : harmony.people().values()) {
      for (String member : List.of("username", "email", "firstName", "lastName", "id")) {
        String value = person.user().path(member).asString("");
        // Shorter ones stand in ordinary words.
        if (value.length() >= 6) {
          assertThat(log.contains(value)).as(member).isFalse();
          assertThat(reports.indexOf(value)).as(member).isNegative();
        }
      }
    }
  }
}
