package dev.clef.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clef.ledger.MalformedException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvMapReaderTest {

  private static final String LEAST =
      "{\"system\":\"s\",\"fields\":{\"id\":\"a\",\"username\":\"b\"}}";

  CsvMapReaderTest() {}

  private static String with(String fields) {
    return LEAST.replace("\"b\"", "\"b\"," + fields);
  }

  private static String convert(String field, String spec, String cell) {
    CsvMap map = CsvMapReader.read(with("\"" + field + "\":" + spec));
    return Objects.requireNonNull(map.fields().get(field)).conversion().apply(cell);
  }

  @Test
  void the_least_map_is_rfc_4180_in_utf_8() {
    CsvMap map = CsvMapReader.read(LEAST);
    assertThat(map.dialect())
        .isEqualTo(new CsvDialect(',', Optional.of('"'), StandardCharsets.UTF_8));
    assertThat(map.fields()).containsOnlyKeys("id", "username");
    assertThat(CsvMapReader.read("\uFEFF" + LEAST)).isEqualTo(map);
  }

  @Test
  void a_dialect_is_what_it_says() {
    String json =
        LEAST.replace(
            "\"s\"",
            "\"s\",\"separator\":\"\\t\",\"quote\":\"\",\"encoding\":\"Windows-1252\",\"null\":[\"NULL\"]");
    CsvMap map = CsvMapReader.read(json);
    assertThat(map.dialect())
        .isEqualTo(new CsvDialect('\t', Optional.empty(), Charset.forName("windows-1252")));
    assertThat(map.nulls()).containsExactly("NULL");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{ | not valid JSON",
        "[] | no JSON object",
        "{} | system is missing",
        "{\"system\":\" \"} | system is 1 to 100",
        "{\"system\":\"s\"} | fields is missing",
        "{\"system\":\"s\",\"fields\":{\"id\":\"a\"}} | no username",
        "{\"system\":\"s\",\"fields\":{\"username\":\"a\"}} | no id",
        "{\"system\":\"s\",\"system\":\"t\",\"fields\":{}} | not valid JSON",
        "{\"system\":\"s\",\"delimiter\":\";\",\"fields\":{}} | unknown member delimiter",
        "{\"system\":\"s\",\"separator\":\";;\",\"fields\":{\"id\":\"a\",\"username\":\"b\"}} | one character",
        "{\"system\":\"s\",\"separator\":\"\\\"\",\"fields\":{\"id\":\"a\",\"username\":\"b\"}} | the same",
        "{\"system\":\"s\",\"quote\":\"\\n\",\"fields\":{\"id\":\"a\",\"username\":\"b\"}} | quote is",
        "{\"system\":\"s\",\"encoding\":\"latin\",\"fields\":{\"id\":\"a\",\"username\":\"b\"}} | one of iso",
        "{\"system\":\"s\",\"null\":\"NULL\",\"fields\":{\"id\":\"a\",\"username\":\"b\"}} | list of texts"
      })
  void a_map_that_is_not_understood_is_refused(String json, String told) {
    assertThatThrownBy(() -> CsvMapReader.read(json))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "\"emial\":\"c\" | no field emial",
        "\"id\":\"c\" | not valid JSON",
        "\"imported.x\":\"c\",\"imported.x\":\"d\" | not valid JSON",
        "\"imported.\":\"c\" | imported.",
        "\"email\":7 | no JSON object",
        "\"email\":{} | one of column",
        "\"email\":{\"column\":\"c\",\"value\":\"d\"} | one of column",
        "\"email\":{\"column\":\"c\",\"join\":\"d\"} | join goes with columns",
        "\"email\":{\"columns\":[]} | list of texts",
        "\"email\":{\"columns\":[\"c\",\"c\"]} | twice",
        "\"email\":{\"column\":\"c\",\"format\":\"x\"} | unknown member format",
        "\"enabled\":{\"column\":\"c\",\"true\":[\"1\"]} | enabled.false",
        "\"enabled\":{\"column\":\"c\",\"true\":[\"A\"],\"false\":[\"a\"]} | true and false",
        "\"birth_date\":{\"column\":\"c\",\"format\":\"dd.MM.yy\"} | four digits",
        "\"birth_date\":{\"column\":\"c\",\"format\":\"yyyy-bb\"} | no pattern",
        "\"birth_date\":{\"value\":\"2000-01-01\"} | unknown member value",
        "\"created_at\":{\"column\":\"c\",\"zone\":\"Mars\"} | no time zone",
        "\"password\":{\"algorithm\":\"c\"} | no hash",
        "\"password\":{\"hash\":\"c\",\"salt\":\"d\"} | no algorithm",
        "\"password\":{\"hash\":\"c\",\"encoding\":\"rot13\",\"algorithm\":\"x\"} | encoding is one of",
        "\"password\":{\"hash\":\"c\",\"pepper\":\"d\"} | unknown member pepper"
      })
  void a_field_that_is_not_understood_is_refused(String field, String told) {
    assertThatThrownBy(() -> CsvMapReader.read(with(field)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(told);
  }

  @Test
  void an_identifier_that_all_share_is_none() {
    assertThatThrownBy(() -> CsvMapReader.read(LEAST.replace("\"a\"", "{\"value\":\"1\"}")))
        .hasMessageContaining("id cannot be the same for all");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "birth_date | \"c\" | 1985-06-30 | 1985-06-30",
        "birth_date | {\"column\":\"c\",\"format\":\"d.M.yyyy\"} | ' 3.6.1985 ' | 1985-06-03",
        "birth_date | {\"column\":\"c\",\"format\":\"MM/dd/yyyy\"} | 06/30/1985 | 1985-06-30",
        "birth_date | {\"column\":\"c\",\"format\":\"dd.MM.yyyy\"} | 31.02.1985 | 31.02.1985",
        "birth_date | \"c\" | 30.06.1985 | 30.06.1985",
        "enabled | \"c\" | YES | true",
        "enabled | \"c\" | 0 | false",
        "enabled | \"c\" | maybe | maybe",
        "enabled | {\"column\":\"c\",\"true\":[\"0\"],\"false\":[\"1\"]} | 1 | false",
        "created_at | \"c\" | 2021-03-04T05:06:07Z | 2021-03-04T05:06:07Z",
        "created_at | \"c\" | 2021-03-04 05:06:07 | 2021-03-04T05:06:07Z",
        "created_at | \"c\" | 2021-03-04 05:06:07.123456+02 | 2021-03-04T03:06:07.123456Z",
        "created_at | \"c\" | 2021-03-04T05:06:07.123+01:00 | 2021-03-04T04:06:07.123Z",
        "created_at | \"c\" | 2021-03-04 | 2021-03-04T00:00:00Z",
        "created_at | \"c\" | yesterday | yesterday",
        "created_at | {\"column\":\"c\",\"zone\":\"Europe/Vienna\"} | 2021-07-04 05:06 | 2021-07-04T03:06:00Z",
        "created_at | {\"column\":\"c\",\"format\":\"epoch-seconds\"} | 1600000000 | 2020-09-13T12:26:40Z",
        "created_at | {\"column\":\"c\",\"format\":\"epoch-milliseconds\"} | 1600000000000 | 2020-09-13T12:26:40Z",
        "created_at | {\"column\":\"c\",\"format\":\"epoch-seconds\"} | 9e9 | 9e9",
        "created_at | {\"column\":\"c\",\"format\":\"dd/MM/yyyy HH:mm\"} | 04/03/2021 05:06 | 2021-03-04T05:06:00Z"
      })
  void a_cell_is_converted_or_goes_on_as_it_is(
      String field, String spec, String cell, String sent) {
    assertThat(convert(field, spec, cell)).isEqualTo(sent);
  }
}
