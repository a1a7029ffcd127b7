package dev.clef.identity.credentials;

import static java.lang.Character.DIRECTIONALITY_ARABIC_NUMBER;
import static java.lang.Character.DIRECTIONALITY_BOUNDARY_NEUTRAL;
import static java.lang.Character.DIRECTIONALITY_COMMON_NUMBER_SEPARATOR;
import static java.lang.Character.DIRECTIONALITY_EUROPEAN_NUMBER;
import static java.lang.Character.DIRECTIONALITY_EUROPEAN_NUMBER_SEPARATOR;
import static java.lang.Character.DIRECTIONALITY_EUROPEAN_NUMBER_TERMINATOR;
import static java.lang.Character.DIRECTIONALITY_NONSPACING_MARK;
import static java.lang.Character.DIRECTIONALITY_OTHER_NEUTRALS;
import static java.lang.Character.DIRECTIONALITY_RIGHT_TO_LEFT;
import static java.lang.Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;

import java.util.List;
import java.util.Set;

/** The Bidi Rule of RFC 5893 §2, applied to a name as if it were one label. */
final class BidiRule {

  private static final Set<Byte> RIGHT_TO_LEFT =
      Set.of(
          DIRECTIONALITY_RIGHT_TO_LEFT,
          DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC,
          DIRECTIONALITY_ARABIC_NUMBER);

  private static final Set<Byte> NEUTRAL =
      Set.of(
          DIRECTIONALITY_EUROPEAN_NUMBER,
          DIRECTIONALITY_EUROPEAN_NUMBER_SEPARATOR,
          DIRECTIONALITY_COMMON_NUMBER_SEPARATOR,
          DIRECTIONALITY_EUROPEAN_NUMBER_TERMINATOR,
          DIRECTIONALITY_OTHER_NEUTRALS,
          DIRECTIONALITY_BOUNDARY_NEUTRAL,
          DIRECTIONALITY_NONSPACING_MARK);

  private static final Set<Byte> RTL_END =
      Set.of(
          DIRECTIONALITY_RIGHT_TO_LEFT,
          DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC,
          DIRECTIONALITY_EUROPEAN_NUMBER,
          DIRECTIONALITY_ARABIC_NUMBER);

  private BidiRule() {}

  /** True for every text without a character of the right-to-left kinds. */
  static boolean allows(String text) {
    List<Byte> kinds = text.codePoints().mapToObj(Character::getDirectionality).toList();
    if (kinds.stream().noneMatch(RIGHT_TO_LEFT::contains)) {
      return true;
    }
    // Rules 1, 5 and 6: a text that begins left-to-right may hold no right-to-left character, and
    // here is one.
    byte first = kinds.getFirst();
    if (first != DIRECTIONALITY_RIGHT_TO_LEFT && first != DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC) {
      return false;
    }
    boolean rule2 = kinds.stream().allMatch(k -> RIGHT_TO_LEFT.contains(k) || NEUTRAL.contains(k));
    boolean rule3 =
        kinds.reversed().stream()
            .dropWhile(k -> k == DIRECTIONALITY_NONSPACING_MARK)
            .limit(1)
            .allMatch(RTL_END::contains);
    boolean rule4 =
        !kinds.contains(DIRECTIONALITY_EUROPEAN_NUMBER)
            || !kinds.contains(DIRECTIONALITY_ARABIC_NUMBER);
    return rule2 && rule3 && rule4;
  }
}
