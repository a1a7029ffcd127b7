package dev.clef.identity.credentials;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * The IdentifierClass of PRECIS (RFC 8264 §4.2), computed as its §8 says, over the Unicode of the
 * JDK.
 *
 * <p>Skipped: joiners (CONTEXTJ, RFC 5892 A.1 and A.2) are refused everywhere, as the JDK knows
 * neither joining types nor combining classes. This refuses a few names; it lets none in.
 */
final class Precis {

  /** RFC 8264 §9.6, allowed. */
  private static final Set<Integer> ALLOWED =
      Set.of(0x00DF, 0x03C2, 0x06FD, 0x06FE, 0x0F0B, 0x3007);

  /** RFC 8264 §9.6, disallowed. */
  private static final Set<Integer> DISALLOWED =
      Set.of(0x0640, 0x07FA, 0x302E, 0x302F, 0x3031, 0x3032, 0x3033, 0x3034, 0x3035, 0x303B);

  /** Default_Ignorable_Code_Point, as pairs of first and last. */
  private static final int[] IGNORABLE = {
    0x00AD, 0x00AD, 0x034F, 0x034F, 0x061C, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180F,
    0x200B, 0x200F, 0x202A, 0x202E, 0x2060, 0x206F, 0x3164, 0x3164, 0xFE00, 0xFE0F, 0xFEFF, 0xFEFF,
    0xFFA0, 0xFFA0, 0xFFF0, 0xFFF8, 0x1BCA0, 0x1BCA3, 0x1D173, 0x1D17A, 0xE0000, 0xE0FFF
  };

  private Precis() {}

  /** Full-width and half-width forms become what they are forms of (RFC 8264 §5.2.1). */
  static String mapWidth(String text) {
    StringBuilder mapped = new StringBuilder(text.length());
    text.codePoints().forEach(c -> appendMapped(mapped, c));
    return mapped.toString();
  }

  private static void appendMapped(StringBuilder mapped, int c) {
    // The ideographic space is <wide>; the rest of <wide> and <narrow> lies in one block.
    boolean hasWidth = c == 0x3000 || (c >= 0xFF01 && c <= 0xFFEE);
    if (hasWidth) {
      // A form of a form, such as the half-width Hangul letters, goes one step only; NFKC goes all
      // the way, and what is different then is refused by hasCompat either way.
      mapped.append(Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC));
    } else {
      mapped.appendCodePoint(c);
    }
  }

  /** Whether every code point is allowed where it stands. */
  static boolean isIdentifier(String text) {
    int[] codePoints = text.codePoints().toArray();
    for (int i = 0; i < codePoints.length; i++) {
      if (!isAllowed(codePoints, i)) {
        return false;
      }
    }
    return true;
  }

  /** The algorithm of RFC 8264 §8, in its order. */
  private static boolean isAllowed(int[] text, int i) {
    int c = text[i];
    if (ALLOWED.contains(c)) {
      return true;
    }
    if (DISALLOWED.contains(c)) {
      return false;
    }
    if (isContextual(c)) {
      return isAllowedHere(text, i);
    }
    if (c >= 0x21 && c <= 0x7E) {
      return true;
    }
    if (isOldHangulJamo(c) || isIgnorable(c) || hasCompat(c)) {
      return false;
    }
    return isLetterOrDigit(c);
  }

  /** CONTEXTO of RFC 5892 §2.6. */
  private static boolean isContextual(int c) {
    return c == 0x00B7
        || c == 0x0375
        || c == 0x05F3
        || c == 0x05F4
        || c == 0x30FB
        || isArabicIndicDigit(c)
        || isExtendedArabicIndicDigit(c);
  }

  /** RFC 5892, Appendix A.3 to A.9. */
  private static boolean isAllowedHere(int[] text, int i) {
    int before = i > 0 ? text[i - 1] : -1;
    int after = i + 1 < text.length ? text[i + 1] : -1;
    return switch (text[i]) {
      case 0x00B7 -> before == 'l' && after == 'l';
      case 0x0375 -> isOf(after, UnicodeScript.GREEK);
      case 0x05F3, 0x05F4 -> isOf(before, UnicodeScript.HEBREW);
      case 0x30FB ->
          anyMatch(
              text,
              c ->
                  isOf(c, UnicodeScript.HIRAGANA)
                      || isOf(c, UnicodeScript.KATAKANA)
                      || isOf(c, UnicodeScript.HAN));
      default ->
          isArabicIndicDigit(text[i])
              ? !anyMatch(text, Precis::isExtendedArabicIndicDigit)
              : !anyMatch(text, Precis::isArabicIndicDigit);
    };
  }

  private static boolean anyMatch(int[] text, IntPredicate predicate) {
    return Arrays.stream(text).anyMatch(predicate);
  }

  private static boolean isOf(int c, UnicodeScript script) {
    return c >= 0 && UnicodeScript.of(c) == script;
  }

  private static boolean isArabicIndicDigit(int c) {
    return c >= 0x0660 && c <= 0x0669;
  }

  private static boolean isExtendedArabicIndicDigit(int c) {
    return c >= 0x06F0 && c <= 0x06F9;
  }

  /** Hangul_Syllable_Type L, V and T (RFC 8264 §9.9). */
  private static boolean isOldHangulJamo(int c) {
    return (c >= 0x1100 && c <= 0x11FF)
        || (c >= 0xA960 && c <= 0xA97C)
        || (c >= 0xD7B0 && c <= 0xD7C6)
        || (c >= 0xD7CB && c <= 0xD7FB);
  }

  /** Default_Ignorable_Code_Point or a noncharacter (RFC 8264 §9.13). */
  static boolean isIgnorable(int c) {
    for (int i = 0; i < IGNORABLE.length; i += 2) {
      if (c >= IGNORABLE[i] && c <= IGNORABLE[i + 1]) {
        return true;
      }
    }
    return (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
  }

  /** RFC 8264 §9.17. */
  private static boolean hasCompat(int c) {
    String one = Character.toString(c);
    return !Normalizer.normalize(one, Normalizer.Form.NFKC).equals(one);
  }

  /** LetterDigits of RFC 8264 §9.1; unassigned code points and controls are none of these. */
  private static boolean isLetterOrDigit(int c) {
    return switch (Character.getType(c)) {
      case Character.LOWERCASE_LETTER,
          Character.UPPERCASE_LETTER,
          Character.OTHER_LETTER,
          Character.DECIMAL_DIGIT_NUMBER,
          Character.MODIFIER_LETTER,
          Character.NON_SPACING_MARK,
          Character.COMBINING_SPACING_MARK ->
          true;
      default -> false;
    };
  }
}
