package dev.clef.identity.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.consent.Ages;
import dev.clef.identity.Duty;
import dev.clef.identity.imports.Mapped.Person;
import dev.clef.identity.imports.Mapped.Refused;
import dev.clef.law.ConsentAges;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CsvMapperTest {

  private static final String BCRYPT =
      "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

  private final CsvMapper mapper =
      new CsvMapper(
          new Ages(
              ConsentAges.load(),
              Clock.fixed(Instant.parse("2026-11-20T18:00:00Z"), ZoneOffset.UTC)));

  private Mapped map(String json) {
    return mapper.map(JsonMapper.shared().readTree(json));
  }

  private Person person(String members) {
    return (Person) map("{\"id\":\"1\",\"username\":\"jane\"" + members + "}");
  }

  private static Map<String, String> values(Person person) {
    Map<String, String> values = new TreeMap<>();
    person
        .fields()
        .forEach((name, value) -> values.put(name, new String(value, StandardCharsets.UTF_8)));
    return values;
  }

  /** The golden file of the client: both sides read the same one. */
  @Test
  void what_the_client_sends_is_understood() throws Exception {
    Path golden =
        Path.of(
            System.getProperty("clef.root", ".."),
            "cli/src/test/resources/golden/import-csv-batch-1.json");
    JsonNode batch = JsonMapper.shared().readTree(Files.readString(golden));
    Person jane = (Person) mapper.map(batch.at("/people/0"));
    assertThat(values(jane))
        .containsEntry("username", "jane")
        .containsEntry("email", "jane@post.example")
        .containsEntry("given_name", "Jané")
        .containsEntry("family_name", "Doe, Jr.")
        .containsEntry("display_name", "=JD()")
        .containsEntry("birth_date", "1985-06-30")
        .containsEntry("country", "AT")
        .containsEntry("locale", "de-AT")
        .containsEntry("phone_number", "+43123456")
        .containsEntry("address", "Gasse 1\nStiege 2; Wien")
        .containsEntry("imported.card", "[\"a \\\"b\\\" c\"]");
    assertThat(jane.enabled()).isFalse();
    assertThat(jane.emailVerified()).isTrue();
    assertThat(jane.createdAt()).isEqualTo(Instant.parse("2020-09-13T12:26:40Z"));
    assertThat(jane.duties()).containsExactly(Duty.CHANGE_PASSWORD);
    assertThat(jane.ageClass()).isEqualTo("of_age");
    // Two bytes are no hash.
    assertThat(jane.marks()).contains("hash_unsupported", "no_password", "disabled");
    Person joe = (Person) mapper.map(batch.at("/people/1"));
    assertThat(joe.fields()).containsOnlyKeys("username");
    assertThat(joe.enabled()).isTrue();
    assertThat(joe.marks()).containsOnly("no_email", "no_password", "birth_date_missing");
    assertThat(joe.createdAt()).isEqualTo(Instant.EPOCH);
  }

  @Test
  void a_hash_is_kept_and_counted_by_its_kind() {
    Person person = person(",\"password\":{\"hash\":\" " + BCRYPT + "\"}");
    assertThat(values(person)).containsEntry("hashed_password", "clef1:raw:" + BCRYPT);
    assertThat(person.marks()).contains("hash_bcrypt").doesNotContain("no_password");
  }

  @Test
  void values_that_make_no_sense_are_kept_as_they_were_written() {
    Person person =
        person(
            ",\"birth_date\":\"30/06/85\",\"country\":\"Austria\",\"phone_number\":\"01 234\","
                + "\"email\":\"no address\",\"locale\":\"?\"");
    assertThat(values(person))
        .containsEntry("imported.birth_date", "[\"30/06/85\"]")
        .containsEntry("imported.country", "[\"Austria\"]")
        .containsEntry("imported.phone_number", "[\"01 234\"]")
        .containsEntry("imported.email", "[\"no address\"]")
        .containsEntry("imported.locale", "[\"?\"]")
        .hasSize(6);
    assertThat(person.marks()).contains("birth_date_malformed", "email_malformed");
    assertThat(person.duties()).containsExactly(Duty.BIRTH_DATE);
  }

  @Test
  void where_nobody_can_tell_the_account_is_closed_and_the_address_not_verified() {
    Person person =
        person(
            ",\"enabled\":\"maybe\",\"email_verified\":\"maybe\",\"must_change_password\":\"maybe\","
                + "\"created_at\":\"+1000000-01-01T00:00:00Z\"");
    assertThat(person.enabled()).isFalse();
    assertThat(person.emailVerified()).isFalse();
    assertThat(person.duties()).contains(Duty.CHANGE_PASSWORD);
    assertThat(person.createdAt()).isEqualTo(Instant.EPOCH);
    assertThat(person.marks())
        .contains(
            "enabled_malformed",
            "email_verified_malformed",
            "must_change_password_malformed",
            "created_at_malformed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "\"ragged_row\" | RAGGED_ROW",
        "\"control_character\" | CONTROL_CHARACTER",
        "\"too_large\" | TOO_LARGE",
        "\"name_taken\" | MALFORMED",
        "7 | MALFORMED",
        "{} | NO_ID",
        "{\"id\":\" \",\"username\":\"a\"} | NO_ID",
        "{\"id\":\"1\"} | NO_USERNAME",
        "{\"id\":\"1\",\"username\":\"a\",\"emial\":\"x\"} | MALFORMED",
        "{\"id\":1,\"username\":\"a\"} | MALFORMED",
        "{\"id\":\"1\",\"username\":\"a\",\"password\":\"x\"} | MALFORMED",
        "{\"id\":\"1\",\"username\":\"a\",\"password\":{\"pepper\":\"x\"}} | MALFORMED",
        "{\"id\":\"1\",\"username\":\"a\",\"imported\":{\"a\":{}}} | MALFORMED"
      })
  void what_is_no_row_is_refused_by_a_reason(String json, Reason reason) {
    assertThat(map(json)).isEqualTo(new Refused(reason));
  }
}
