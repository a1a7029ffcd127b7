package dev.clef.consent;

import static dev.clef.consent.AgeClass.CHILD;
import static dev.clef.consent.AgeClass.OF_AGE;
import static dev.clef.consent.AgeClass.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.law.ConsentAges;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgesTest {

  /** 06:00 of 20 November at UTC-12, 08:00 of the 21st at UTC+14. */
  private final Ages ages = at("2026-11-20T18:00:00Z");

  private static Ages at(String instant) {
    return new Ages(ConsentAges.load(), Clock.fixed(Instant.parse(instant), ZoneOffset.UTC));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "13 | BE EE FI LV MT PT SE NO IS GB US US-CA",
        "14 | AT BG CY ES IT LT",
        "15 | CZ FR GR SI DK",
        "16 | DE HR HU IE LU NL PL RO SK LI",
        "16 | CH XX JP ZZ-1"
      })
  void whoever_has_their_birthday_today_is_of_age_and_a_day_younger_is_not(
      int age, String countries) {
    LocalDate birthday = LocalDate.of(2026, 11, 20).minusYears(age);
    for (String country : countries.split(" ", -1)) {
      assertThat(ages.classify(birthday.toString(), country)).as(country).isEqualTo(OF_AGE);
      assertThat(ages.classify(birthday.plusDays(1).toString(), country))
          .as(country)
          .isEqualTo(CHILD);
    }
  }

  @Test
  void an_unknown_country_takes_the_protective_age() {
    assertThat(ages.classify("2010-11-20", null)).isEqualTo(OF_AGE);
    assertThat(ages.classify("2010-11-21", null)).isEqualTo(CHILD);
    assertThat(ages.classify("2010-11-21", "")).isEqualTo(CHILD);
    assertThat(ages.classify("2010-11-21", "gb")).as("no code").isEqualTo(CHILD);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-02-28T18:00:00Z, CHILD",
    "2026-03-01T11:59:59Z, CHILD",
    "2026-03-01T12:00:00Z, OF_AGE",
  })
  void who_was_born_on_29_february_comes_of_age_on_1_march(String now, AgeClass expected) {
    // Born 2012-02-29; 14 in Austria.
    assertThat(at(now).classify("2012-02-29", "AT")).isEqualTo(expected);
  }

  @Test
  void who_was_born_on_29_february_comes_of_age_on_that_day_in_a_leap_year() {
    assertThat(at("2028-02-29T11:59:59Z").classify("2012-02-29", "DE")).isEqualTo(CHILD);
    assertThat(at("2028-02-29T12:00:00Z").classify("2012-02-29", "DE")).isEqualTo(OF_AGE);
  }

  @Test
  void a_birthday_begins_where_it_begins_last() {
    assertThat(at("2026-11-20T11:59:59.999Z").classify("2010-11-20", "DE")).isEqualTo(CHILD);
    assertThat(at("2026-11-20T12:00:00Z").classify("2010-11-20", "DE")).isEqualTo(OF_AGE);
  }

  @Test
  void the_zone_of_the_clock_does_not_matter() {
    for (ZoneId zone : new ZoneId[] {ZoneOffset.ofHours(14), ZoneOffset.ofHours(-12)}) {
      Clock clock = Clock.fixed(Instant.parse("2026-11-20T11:59:59Z"), zone);
      Ages there = new Ages(ConsentAges.load(), clock);
      assertThat(there.classify("2010-11-20", "DE")).as(zone.getId()).isEqualTo(CHILD);
    }
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        "2010-11",
        "2010-1-1",
        "20101120",
        "2010-11-20 ",
        " 2010-11-20",
        "2010-11-20T00:00:00Z",
        "20.11.2010",
        "11/20/2010",
        "2010-02-30",
        "2011-02-29",
        "2010-13-01",
        "2010-00-10",
        "2010-01-00",
        "0000-00-00",
        "+2010-11-20",
        "-2010-11-20",
        "12010-11-20",
        "２０１０-１１-２０",
        "yesterday",
        "2010-11-20\n"
      })
  void what_is_no_date_says_nothing_about_the_age(@Nullable String text) {
    assertThat(ages.birthDate(text)).isEmpty();
    assertThat(ages.classify(text, "DE")).isEqualTo(UNKNOWN);
  }

  @Test
  void nobody_is_born_tomorrow() {
    // At 18:00Z on the 20th it is the 21st at UTC+14: somebody may be born there already.
    assertThat(ages.birthDate("2026-11-21")).contains(LocalDate.of(2026, 11, 21));
    assertThat(ages.classify("2026-11-21", "DE")).isEqualTo(CHILD);
    assertThat(ages.classify("2026-11-22", "DE")).isEqualTo(UNKNOWN);
    assertThat(ages.classify("9999-12-31", "DE")).isEqualTo(UNKNOWN);
  }

  @Test
  void nobody_is_130_years_old() {
    assertThat(ages.classify("1896-11-22", "DE")).isEqualTo(OF_AGE);
    assertThat(ages.classify("1896-11-21", "DE")).isEqualTo(UNKNOWN);
    assertThat(ages.classify("0001-01-01", "DE")).isEqualTo(UNKNOWN);
  }

  @Test
  void the_stored_names_stay() {
    assertThat(AgeClass.values())
        .extracting(AgeClass::code)
        .containsExactly("of_age", "child", "unknown");
  }
}
