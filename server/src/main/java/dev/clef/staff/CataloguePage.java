package dev.clef.staff;

import dev.clef.platform.web.pages.Choice;
import dev.clef.platform.web.pages.Words;
import dev.clef.subject.Catalogue;
import dev.clef.subject.DataCategory;
import dev.clef.subject.Datum;
import dev.clef.subject.Purpose;
import dev.clef.subject.Retention;
import dev.clef.subject.Role;
import dev.clef.subject.Sensitivity;
import dev.clef.subject.Use;
import dev.clef.vault.FieldUse;
import dev.clef.vault.FieldUse.ReadBy;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue of personal data as the console tells it.
 *
 * @param since the day of the first entry of the log, in words; empty before there is one
 * @param behind entries that are not counted yet
 * @param limit nobody has read a field for so many days: it is unread
 * @param all kinds of data there are
 * @param unread fields that nobody has read for too long
 * @param special how many may be of a kind that other laws protect
 * @param rows those the filter lets through
 */
public record CataloguePage(
    String since,
    long behind,
    long limit,
    int all,
    long encrypted,
    long unread,
    long special,
    List<Choice> categories,
    List<CatalogueRow> rows,
    RowChart fields,
    RowChart reads) {

  static CataloguePage of(
      FieldUse.Report report, CatalogueFilter filter, Words words, Locale language) {
    Telling telling = new Telling(report, words, language);
    List<CatalogueRow> all = Catalogue.all().stream().map(telling::row).toList();
    LocalDate since = report.since();
    return new CataloguePage(
        since == null ? "" : Words.shortDate(language, since),
        report.behind(),
        report.unreadAfterDays(),
        all.size(),
        all.stream().filter(CatalogueRow::read).count(),
        all.stream().filter(CatalogueRow::unread).count(),
        all.stream().filter(row -> !row.flags().isEmpty()).count(),
        Arrays.stream(DataCategory.values())
            .map(it -> new Choice(it.code(), telling.say("category", it.code())))
            .toList(),
        all.stream().filter(row -> row.isIn(filter)).toList(),
        telling.fields(),
        telling.reads());
  }

  private record Telling(FieldUse.Report report, Words words, Locale language) {

    /** What a code is called; what there are no words for keeps its name. */
    String say(String kind, String code) {
      return words.sayOr(language, "console." + kind + "." + code, code.replace('_', ' '));
    }

    CatalogueRow row(Datum datum) {
      FieldUse.Field use =
          report.fields().stream()
              .filter(field -> field.name().equals(datum.name()))
              .findFirst()
              .orElse(null);
      return new CatalogueRow(
          datum.name(),
          words.sayOr(
              language, "console.datum." + datum.name(), words.field(language, datum.name())),
          say("role", datum.about().code()),
          datum.category(),
          say("category", datum.category().code()),
          datum.sensitivity().code(),
          say("sensitivity", datum.sensitivity().code()),
          datum.special().stream().sorted().map(it -> say("special", it.code())).toList(),
          Stream.concat(Stream.of(datum.purpose()), datum.uses().stream().map(Use::purpose))
              .distinct()
              .map(it -> say("purpose", it.code()))
              .toList(),
          say("basis", datum.basis().code()),
          kept(datum.retention()),
          because(datum),
          datum.retention() instanceof Retention.For some ? some.setting() : null,
          say("protection", datum.protection().code()),
          datum.columns().stream().sorted().toList(),
          use != null,
          use == null ? null : last(use),
          use == null ? null : idle(use),
          use != null && use.unread());
    }

    private String kept(Retention retention) {
      return switch (retention) {
        case Retention.WithAccount _ -> words.say(language, "console.kept.account");
        case Retention.NoEnd _ -> words.say(language, "console.kept.no_end");
        case Retention.For some ->
            switch (some.time()) {
              case Duration time when time.compareTo(Duration.ofDays(2)) < 0 ->
                  words.say(language, "console.kept.hours", time.toHours());
              case Duration time -> words.say(language, "console.kept.days", time.toDays());
              case Period time when time.toTotalMonths() == 0 ->
                  words.say(language, "console.kept.days", time.get(ChronoUnit.DAYS));
              case Period time when time.minusMonths(time.toTotalMonths()).normalized().isZero() ->
                  words.say(language, "console.kept.months", time.toTotalMonths());
              default -> some.time().toString();
            };
      };
    }

    private @Nullable String because(Datum datum) {
      return datum.retention() instanceof Retention.NoEnd noEnd
          ? words.sayOr(language, "console.because." + datum.name(), noEnd.reason())
          : null;
    }

    private CatalogueRow.@Nullable LastRead last(FieldUse.Field use) {
      return use.readBy().stream()
          .max(Comparator.comparing(ReadBy::lastDay).thenComparingLong(ReadBy::count))
          .map(by ->
              new CatalogueRow.LastRead(
                  Words.shortDate(language, by.lastDay()),
                  say("role", by.reader()),
                  say("purpose", by.purpose())))
          .orElse(null);
    }

    /** A field that was never read counts from the first entry on. */
    private @Nullable Long idle(FieldUse.Field use) {
      LocalDate from = use.lastDay() == null ? report.since() : use.lastDay();
      return from == null ? null : ChronoUnit.DAYS.between(from, report.day());
    }

    /** Kinds of data by category, stacked by how much harm they do. */
    RowChart fields() {
      return RowChart.of(
          words.say(language, "console.catalogue.fields"),
          words.say(language, "console.catalogue.fields.note"),
          words.say(language, "console.catalogue.category"),
          Arrays.stream(Sensitivity.values())
              .map(it -> new RowChart.Series(say("sensitivity", it.code()), style(it)))
              .toList(),
          Arrays.stream(DataCategory.values())
              .map(category ->
                  new RowChart.Values(
                      say("category", category.code()),
                      "/staff/catalogue?category=" + category.code(),
                      counts(
                          Sensitivity.values(),
                          sensitivity ->
                              Catalogue.all().stream()
                                  .filter(datum ->
                                      datum.category() == category
                                          && datum.sensitivity() == sensitivity)
                                  .count())))
              .toList());
    }

    /** Reads by purpose, stacked by who read. */
    RowChart reads() {
      List<ReadBy> reads =
          report.fields().stream().flatMap(field -> field.readBy().stream()).toList();
      return RowChart.of(
          words.say(language, "console.catalogue.reads"),
          words.say(language, "console.catalogue.reads.note"),
          words.say(language, "console.catalogue.purpose"),
          Arrays.stream(Role.values())
              .map(it -> new RowChart.Series(say("role", it.code()), style(it)))
              .toList(),
          Stream.concat(
                  Arrays.stream(Purpose.values()).map(Purpose::code),
                  reads.stream().map(ReadBy::purpose))
              .distinct()
              .map(purpose ->
                  new RowChart.Values(
                      say("purpose", purpose), "", counts(Role.values(), read(reads, purpose))))
              .toList());
    }

    private static Function<Role, Long> read(List<ReadBy> reads, String purpose) {
      Map<String, Long> byReader =
          reads.stream()
              .filter(by -> by.purpose().equals(purpose))
              .collect(
                  Collectors.groupingBy(ReadBy::reader, Collectors.summingLong(ReadBy::count)));
      return role -> byReader.getOrDefault(role.code(), 0L);
    }

    private static <T> List<Long> counts(T[] kinds, Function<T, Long> count) {
      return Arrays.stream(kinds).map(count).toList();
    }

    /** The colours of the least to the most harmful. */
    private static int style(Sensitivity sensitivity) {
      return switch (sensitivity) {
        case PSEUDONYM -> 4;
        case ORDINARY -> 2;
        case HIGH -> 1;
        case SECRET -> 3;
      };
    }

    private static int style(Role reader) {
      return switch (reader) {
        case LISTENER -> 0;
        case SERVICE -> 4;
        case OPERATOR -> 1;
        case STAFF -> 3;
        case CLIENT -> 2;
      };
    }
  }
}
