package dev.clef.consent;

import dev.clef.law.ConsentAges;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sorts people into {@link AgeClass age classes}. Days are counted at UTC-12, the last place where
 * a birthday begins: nobody is taken for older than they are.
 */
public final class Ages {

  /** Where no rule is known, the protective end of GDPR Art. 8. */
  private static final int DEFAULT_AGE = 16;

  private static final int OLDEST_YEARS = 130;
  private static final Pattern ISO_DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final ZoneOffset LAST_ZONE = ZoneOffset.ofHours(-12);

  private final ConsentAges rules;
  private final Clock clock;

  public Ages(ConsentAges rules, Clock clock) {
    this.rules = rules;
    this.clock = clock;
  }

  /**
   * A date written as ISO 8601 calendar date that a living person can be born on; empty for
   * anything else.
   */
  public Optional<LocalDate> birthDate(@Nullable String text) {
    if (text == null || !ISO_DATE.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      LocalDate date = LocalDate.parse(text);
      LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.ofHours(14)));
      boolean possible = !date.isAfter(today) && date.isAfter(today.minusYears(OLDEST_YEARS));
      return possible ? Optional.of(date) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * The class of a person.
   *
   * @param birthDate as {@link #birthDate} takes it; null when nothing is known
   * @param country ISO 3166-1 alpha-2, optionally with a subdivision; null when nothing is known
   */
  public AgeClass classify(@Nullable String birthDate, @Nullable String country) {
    return birthDate(birthDate).map(date -> classify(date, country)).orElse(AgeClass.UNKNOWN);
  }

  private AgeClass classify(LocalDate birthDate, @Nullable String country) {
    LocalDate today = LocalDate.now(clock.withZone(LAST_ZONE));
    int required =
        country == null
            ? DEFAULT_AGE
            : rules.on(today, country).map(ConsentAges.Rule::age).orElse(DEFAULT_AGE);
    boolean ofAge =
        !birthDate.isAfter(today) && Period.between(birthDate, today).getYears() >= required;
    return ofAge ? AgeClass.OF_AGE : AgeClass.CHILD;
  }
}
