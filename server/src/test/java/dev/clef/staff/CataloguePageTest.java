package dev.clef.staff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clef.subject.Catalogue;
import dev.clef.subject.DataCategory;
import dev.clef.subject.Datum;
import dev.clef.subject.LegalBasis;
import dev.clef.subject.Protection;
import dev.clef.subject.Retention;
import dev.clef.subject.Role;
import dev.clef.subject.Sensitivity;
import dev.clef.subject.Special;
import dev.clef.vault.FieldUse;
import dev.clef.vault.FieldUse.ReadBy;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The catalogue as the console tells it, and what its filter lets through. */
class CataloguePageTest {

  private static final LocalDate TODAY = LocalDate.of(2026, 7, 1);
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);

  private static final FieldUse.Report REPORT =
      new FieldUse.Report(
          TODAY,
          90,
          FIRST,
          0,
          List.of(
              field("email", TODAY, false, by("listener", "self_service", TODAY, 7)),
              field(
                  "country",
                  TODAY.minusDays(100),
                  true,
                  by("listener", "self_service", TODAY.minusDays(100), 2),
                  by("service", "authentication", TODAY.minusDays(120), 40)),
              field("phone_number", null, true)));

  private static FieldUse.Field field(
      String name, @Nullable LocalDate last, boolean unread, ReadBy... readBy) {
    return new FieldUse.Field(name, last, unread, List.of(readBy));
  }

  private static ReadBy by(String reader, String purpose, LocalDate last, long count) {
    return new ReadBy(reader, purpose, last, count);
  }

  private static CataloguePage page(String text, String category, String unread) {
    return CataloguePage.of(
        REPORT, CatalogueFilter.of(text, category, unread), ChartsTest.words(), Locale.GERMAN);
  }

  private static List<String> names(CataloguePage page) {
    return page.rows().stream().map(CatalogueRow::name).toList();
  }

  @Test
  void without_a_filter_everything_is_shown_in_the_order_of_the_catalogue() {
    CataloguePage page = page("", "", "");
    assertThat(names(page)).isEqualTo(Catalogue.all().stream().map(Datum::name).toList());
    assertThat(page.unread()).isEqualTo(2);
    assertThat(page.encrypted()).isEqualTo(3);
    assertThat(CatalogueFilter.of("", "", "").isSet()).isFalse();
  }

  @Test
  void text_is_looked_for_in_names_in_the_words_of_the_reader_and_in_columns() {
    assertThat(names(page("E-MAIL", "", ""))).containsExactly("email");
    assertThat(names(page(" identity.staff_setup ", "", "")))
        .allMatch(name -> name.startsWith("staff."))
        .hasSizeGreaterThan(3);
    assertThat(names(page("coppa", "contact", "")))
        .containsExactly("email", "phone_number", "address");
  }

  @Test
  void unread_fields_are_those_nobody_read_for_so_many_days_or_ever() {
    assertThat(names(page("", "", "100"))).containsExactly("country", "phone_number");
    assertThat(names(page("", "", "101"))).containsExactly("phone_number");
    assertThat(names(page("", "", "181"))).containsExactly("phone_number");
    assertThat(names(page("", "", "182"))).isEmpty();
  }

  @Test
  void what_means_nothing_in_an_address_is_left_out() {
    for (String days : List.of("-1", "0", "x", "1.5", "99999999999999999999", "٣٠")) {
      assertThat(CatalogueFilter.of("", "no_such_kind", days))
          .as(days)
          .isEqualTo(CatalogueFilter.NOTHING);
    }
    assertThat(CatalogueFilter.of("x".repeat(500), "", "").text()).hasSize(100);
  }

  @Test
  void the_last_read_is_told_with_reader_and_purpose() {
    CatalogueRow country = page("", "", "100").rows().getFirst();
    assertThat(country.last())
        .isEqualTo(new CatalogueRow.LastRead("23.03.2026", "die Person selbst", "Self-Service"));
    assertThat(country.idle()).isEqualTo(100);
    CatalogueRow phone = page("", "", "101").rows().getFirst();
    assertThat(phone.last()).isNull();
    assertThat(phone.read()).isTrue();
    CatalogueRow session = page("session.device", "", "").rows().getFirst();
    assertThat(session.kept()).isEqualTo("30 Tage");
    assertThat(session.setting()).isEqualTo("clef.identity.session-for");
  }

  @Test
  void charts_leave_out_what_is_nothing_and_lose_nothing() {
    CataloguePage page = page("", "", "");
    assertThat(page.fields().rows().stream().mapToLong(RowChart.Row::total).sum())
        .isEqualTo(Catalogue.all().size());
    assertThat(page.reads().series())
        .extracting(RowChart.Series::name)
        .containsExactly("die Person selbst", "Clef");
    assertThat(page.reads().rows())
        .extracting(RowChart.Row::values)
        .isEqualTo(List.of(List.of(9L, 0L), List.of(0L, 40L)));
    assertThat(page.reads().rows().getLast().parts().getFirst())
        .isEqualTo(new RowChart.Part(0, RowChart.WIDTH, 4, "Clef · 40"));
    assertThat(page.fields().rows())
        .allSatisfy(row ->
            assertThat(row.parts())
                .allMatch(part -> part.x() + part.width() <= RowChart.WIDTH + 2));
  }

  @Test
  void there_are_words_for_everything_the_catalogue_says() {
    for (Datum datum : Catalogue.all()) {
      if (!ChartsTest.hasWords("field." + datum.name())) {
        ChartsTest.requireWords("console.datum." + datum.name());
      }
      if (datum.retention() instanceof Retention.NoEnd) {
        ChartsTest.requireWords("console.because." + datum.name());
      }
      assertThat(page(datum.name(), "", "").rows())
          .extracting(CatalogueRow::kept)
          .noneMatch(kept -> kept.startsWith("P"));
    }
    codes("category", DataCategory.values());
    codes("sensitivity", Sensitivity.values());
    codes("protection", Protection.values());
    codes("basis", LegalBasis.values());
    codes("special", Special.values());
    codes("role", Role.values());
  }

  private static void codes(String kind, Enum<?>[] constants) {
    for (Enum<?> one : constants) {
      ChartsTest.requireWords("console." + kind + "." + one.name().toLowerCase(Locale.ROOT));
    }
  }
}
