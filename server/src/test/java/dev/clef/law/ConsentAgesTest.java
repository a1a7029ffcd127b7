package dev.clef.law;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.clef.law.ConsentAges.Rule;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The data of GDPR Art. 8 and COPPA against a second list of it. */
class ConsentAgesTest {

  private static final LocalDate TODAY = LocalDate.of(2026, 11, 20);

  private final ConsentAges ages = ConsentAges.load();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "13 | BE EE FI LV MT PT SE",
        "14 | AT BG CY ES IT LT",
        "15 | CZ FR GR SI DK",
        "16 | DE HR HU IE LU NL PL RO SK",
        "13 | NO IS GB US",
        "16 | LI"
      })
  void the_age_of_consent_today(int age, String jurisdictions) {
    for (String jurisdiction : jurisdictions.split(" ", -1)) {
      Optional<Rule> rule = ages.on(TODAY, jurisdiction);
      assertThat(rule).as(jurisdiction).map(Rule::age).contains(age);
    }
  }

  @Test
  void all_states_of_the_union_have_a_rule_and_nobody_else_is_made_up() {
    List<String> union =
        List.of(
            "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
            "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK");
    List<String> others = List.of("GB", "IS", "LI", "NO", "US");
    List<String> known = ages.all().stream().map(Rule::jurisdiction).distinct().sorted().toList();
    List<String> expected = new ArrayList<>(union);
    expected.addAll(others);
    assertThat(known).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(union).hasSize(27);
  }

  @Test
  void a_jurisdiction_without_a_rule_has_none() {
    // Switzerland asks for the capacity of judgement and names no age.
    for (String jurisdiction : List.of("CH", "XX", "", "-", "de", "EUR", "D")) {
      assertThat(ages.on(TODAY, jurisdiction)).as(jurisdiction).isEmpty();
    }
  }

  @Test
  void a_subdivision_without_a_rule_has_that_of_its_country() {
    assertThat(ages.on(TODAY, "US-CA")).isEqualTo(ages.on(TODAY, "US")).isPresent();
    assertThat(ages.on(TODAY, "DE-BY")).map(Rule::age).contains(16);
    assertThat(ages.on(TODAY, "CH-ZH")).isEmpty();
  }

  @Test
  void a_subdivision_with_a_rule_has_its_own() {
    ConsentAges own =
        ConsentAges.parse(
            List.of("CA,13,2000-01-01,l,s,K,2026-11-20", "CA-QC,14,2023-09-22,l,s,K,2026-11-20"));
    assertThat(own.on(TODAY, "CA-QC")).map(Rule::age).contains(14);
    assertThat(own.on(TODAY, "CA-ON")).map(Rule::age).contains(13);
    assertThat(own.on(LocalDate.of(2023, 9, 21), "CA-QC")).map(Rule::age).contains(13);
  }

  @Test
  void a_rule_applies_from_its_first_day_and_the_newest_wins() {
    LocalDate raised = LocalDate.of(2024, 1, 1);
    assertThat(ages.on(raised, "DK")).map(Rule::age).contains(15);
    ConsentAges two =
        ConsentAges.parse(
            List.of("DK,15,2024-01-01,l,s,V,2026-11-20", "DK,13,2018-05-25,l,s,V,2026-11-20"));
    assertThat(two.on(raised, "DK")).map(Rule::age).contains(15);
    assertThat(two.on(raised.minusDays(1), "DK")).map(Rule::age).contains(13);
    assertThat(two.on(LocalDate.of(2018, 5, 24), "DK")).isEmpty();
  }

  @Test
  void every_rule_is_cited_and_lies_within_what_the_law_allows() {
    for (Rule rule : ages.all()) {
      assertThat(rule.age()).as(rule.toString()).isBetween(13, 16);
      assertThat(rule.law()).as(rule.toString()).isNotBlank();
      assertThat(rule.source()).as(rule.toString()).isNotBlank();
      assertThat(rule.mark()).as(rule.toString()).isIn("V", "K", "?");
      assertThat(rule.from()).as(rule.toString()).isBefore(TODAY);
    }
  }

  @Test
  void a_line_that_is_not_a_rule_stops_the_start() {
    assertThatIllegalStateException()
        .isThrownBy(() -> ConsentAges.parse(List.of("DE,16,2018-05-25,l,s,V")))
        .withMessageContaining("columns");
    for (String line : Arrays.asList("DE,x,2018-05-25,l,s,V,d", "DE,16,2018-02-30,l,s,V,d")) {
      assertThatException().as(line).isThrownBy(() -> ConsentAges.parse(List.of(line)));
    }
    assertThat(ConsentAges.parse(List.of("# a remark, with, commas")).all()).isEmpty();
  }
}
