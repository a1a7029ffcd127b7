package dev.clef.identity.staff.elevation;

import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What somebody entered to ask for an elevation, checked. No field takes free text: what is entered
 * here is kept, and must not be about anybody.
 *
 * @param person exactly a user id, a user name or a proven e-mail address; used to find and
 *     forgotten
 * @param caseNumber as of a system of cases: {@code HELP-1234}
 * @param minutes 15, 30 or 60
 */
public record Wanted(String person, ElevationPurpose purpose, String caseNumber, int minutes) {

  /** How long one may be wanted for, in minutes. */
  public static final List<Integer> MINUTES = List.of(15, 30, 60);

  private static final Pattern CASE_NUMBER = Pattern.compile("[A-Z][A-Z0-9]{1,9}-[0-9]{1,9}");
  private static final int MAX_PERSON = 320;

  /**
   * What was entered, when all of it is right.
   *
   * @param minutes null where it is not asked
   * @throws Problem {@code invalid_fields}
   */
  public static Wanted of(
      @Nullable String person,
      @Nullable String purpose,
      @Nullable String caseNumber,
      @Nullable String minutes,
      long longest) {
    List<Problem.Field> wrong = new ArrayList<>();
    String whom = person == null ? "" : person.strip();
    if (whom.isEmpty()) {
      wrong.add(new Problem.Field("person", FieldReason.REQUIRED));
    } else if (whom.length() > MAX_PERSON) {
      wrong.add(new Problem.Field("person", FieldReason.TOO_LONG));
    }
    Optional<ElevationPurpose> why = ElevationPurpose.of(purpose == null ? "" : purpose);
    if (why.isEmpty()) {
      wrong.add(new Problem.Field("purpose", reason(purpose)));
    }
    String number = caseNumber == null ? "" : caseNumber.strip();
    if (!CASE_NUMBER.matcher(number).matches()) {
      wrong.add(new Problem.Field("case_number", reason(number)));
    }
    int wanted = minutes(minutes);
    if (!MINUTES.contains(wanted) || wanted > longest) {
      wrong.add(new Problem.Field("minutes", reason(minutes)));
    }
    if (!wrong.isEmpty()) {
      throw Problem.fields(wrong);
    }
    return new Wanted(whom, why.orElseThrow(), number, wanted);
  }

  private static FieldReason reason(@Nullable String entered) {
    return entered == null || entered.isBlank() ? FieldReason.REQUIRED : FieldReason.INVALID;
  }

  private static int minutes(@Nullable String entered) {
    return entered != null && entered.matches("[0-9]{1,3}") ? Integer.parseInt(entered) : 0;
  }

  @Override
  public String toString() {
    return "Wanted[<redacted>]";
  }
}
