package dev.clef.identity.credentials;

import dev.clef.platform.Randomness;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A code for the day everything else is lost: 50 random bits as ten characters that nobody takes
 * for one another.
 *
 * @param text ten characters of the alphabet
 */
public record RecoveryCode(String text) {

  /** Crockford's base 32: no I, L, O and U. */
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  private static final int CHARS = 10;
  private static final Pattern SHAPE = Pattern.compile("[0-9A-HJKMNP-TV-Z]{" + CHARS + "}");
  private static final Pattern FILLERS = Pattern.compile("[\\s\\p{Pd}]");

  public RecoveryCode {
    if (!SHAPE.matcher(text).matches()) {
      throw new IllegalArgumentException("ten characters of the alphabet");
    }
  }

  public static RecoveryCode random(Randomness randomness) {
    byte[] bytes = randomness.bytes(CHARS);
    StringBuilder text = new StringBuilder(CHARS);
    for (byte one : bytes) {
      text.append(ALPHABET.charAt(one & 31));
    }
    return new RecoveryCode(text.toString());
  }

  /**
   * What somebody typed, if it can be a code: in any case, with spaces and dashes, with the letters
   * that are easily taken for digits.
   */
  public static Optional<RecoveryCode> typed(String typed) {
    if (typed.length() > 4 * CHARS) {
      return Optional.empty();
    }
    String text =
        FILLERS
            .matcher(typed)
            .replaceAll("")
            .toUpperCase(Locale.ROOT)
            .replace('O', '0')
            .replace('I', '1')
            .replace('L', '1');
    return SHAPE.matcher(text).matches() ? Optional.of(new RecoveryCode(text)) : Optional.empty();
  }

  /** For people: two groups of five. */
  public String shown() {
    return text.substring(0, CHARS / 2) + "-" + text.substring(CHARS / 2);
  }

  @Override
  public String toString() {
    return "RecoveryCode[<redacted>]";
  }
}
