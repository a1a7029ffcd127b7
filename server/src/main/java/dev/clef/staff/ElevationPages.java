package dev.clef.staff;

import dev.clef.identity.staff.StaffAccounts;
import dev.clef.identity.staff.StaffMember;
import dev.clef.identity.staff.elevation.Elevation;
import dev.clef.identity.staff.elevation.ElevationPurpose;
import dev.clef.identity.staff.elevation.ElevationState;
import dev.clef.identity.staff.elevation.ElevationTimes;
import dev.clef.identity.staff.elevation.Elevations;
import dev.clef.platform.web.pages.Choice;
import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.Words;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Says elevations in the words of the reader. Thread-safe. */
final class ElevationPages {

  private static final int DAYS = 30;

  private final StaffAccounts staff;
  private final Elevations elevations;
  private final Words words;
  private final Clock clock;

  ElevationPages(StaffAccounts staff, Elevations elevations, Words words, Clock clock) {
    this.staff = staff;
    this.elevations = elevations;
    this.words = words;
    this.clock = clock;
  }

  List<ElevationRow> rows(List<Elevation> some, StaffMember me, Reader reader) {
    return some.stream().map(one -> row(one, me, reader)).toList();
  }

  ElevationRow row(Elevation one, StaffMember me, Reader reader) {
    Locale language = reader.language();
    ElevationTimes times = ElevationTimes.of(one.state());
    Elevation.Emergency emergency = one.emergency();
    return new ElevationRow(
        one.elevationId(),
        one.person() == null ? "" : one.person().value().toString(),
        say(language, "console.purpose.", one.purpose().code()),
        words.fields(language, one.purpose().fields()),
        one.caseNumber(),
        words.say(language, "elevation.minutes", one.minutes()),
        name(one.holder(), me, language),
        say(language, "staff.role.", one.role().code()),
        say(language, "elevation.state.", one.state().code()),
        style(one),
        Stamp.at(one.askedAt(), reader),
        Stamp.orNull(times.lapsesAt(), reader),
        times.by() == null ? "" : name(times.by(), me, language),
        Stamp.orNull(times.since(), reader),
        Stamp.orNull(times.until(), reader),
        Stamp.orNull(times.overAt(), reader),
        times.why() == null ? "" : say(language, "elevation.why.", times.why().code()),
        emergency == null ? "" : say(language, "elevation.emergency.", emergency.reason().code()),
        emergency == null ? "" : review(emergency.review(), language),
        one.isUnreviewed());
  }

  private String review(Elevation.@Nullable Review review, Locale language) {
    if (review == null) {
      return words.say(language, "elevation.review.none");
    }
    return say(language, "elevation.review.", review.justified() ? "justified" : "not_justified");
  }

  /** The name colleagues know somebody by; of those who left, what the log calls them. */
  private String name(UUID staffId, StaffMember me, Locale language) {
    if (staffId.equals(me.staffId())) {
      return words.say(language, "elevation.you");
    }
    String name = staff.nameOf(staffId);
    return name.isEmpty() ? staffId.toString() : name;
  }

  private static String style(Elevation one) {
    return switch (one.state()) {
      case ElevationState.Waiting _ -> "warn";
      case ElevationState.Approved _ -> "accent";
      case ElevationState.Open _ -> "good";
      case ElevationState.Declined _,
          ElevationState.Withdrawn _,
          ElevationState.Lapsed _,
          ElevationState.Ended _ ->
          "";
    };
  }

  /** What was asked for in the last days, by the day. */
  BarChart chart(Locale language) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    List<LocalDate> days =
        IntStream.range(0, DAYS).mapToObj(n -> today.minusDays(DAYS - 1L - n)).toList();
    List<Elevations.Day> asked = elevations.perDay(days.getFirst());
    List<BarChart.Row> rows =
        days.stream()
            .map(day ->
                asked.stream()
                    .filter(one -> one.day().equals(day))
                    .findFirst()
                    .orElse(new Elevations.Day(day, 0, 0)))
            .map(one ->
                new BarChart.Row(
                    Words.shortDate(language, one.day()), List.of(one.asked(), one.emergencies())))
            .toList();
    return BarChart.of(
        words.say(language, "elevation.chart"),
        days,
        rows,
        List.of(
            words.say(language, "elevation.chart.asked"),
            words.say(language, "elevation.chart.emergency")),
        language);
  }

  /** Whether somebody decides about any. */
  static boolean decides(StaffMember me) {
    return Arrays.stream(ElevationPurpose.values()).anyMatch(one -> one.isDecidedBy(me.roles()));
  }

  /** The purposes somebody may ask for. */
  List<Choice> purposes(StaffMember me, Locale language) {
    return Arrays.stream(ElevationPurpose.values())
        .filter(one -> one.asker(me.roles()).isPresent())
        .map(one -> new Choice(one.code(), say(language, "console.purpose.", one.code())))
        .toList();
  }

  /** Codes with their words, to choose from. */
  List<Choice> choices(String prefix, List<String> codes, Locale language) {
    return codes.stream().map(code -> new Choice(code, say(language, prefix, code))).toList();
  }

  /** How long it may be wanted. */
  List<Choice> minutes(Locale language) {
    return elevations.minutes().stream()
        .map(it -> new Choice(it.toString(), words.say(language, "elevation.minutes", it)))
        .toList();
  }

  /** Fields by name, as people call them. */
  List<Choice> fields(ElevationPurpose purpose, Locale language) {
    return purpose.fields().stream()
        .map(field -> new Choice(field, words.field(language, field)))
        .toList();
  }

  private String say(Locale language, String prefix, String code) {
    return words.say(language, prefix + code);
  }
}
