package dev.clef.demo;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A name as it is written, and in letters an address takes.
 *
 * @param ascii lower case letters a to z
 */
record Name(String written, String ascii) {

  private static final Pattern NO_LETTER = Pattern.compile("[^a-z]");

  /** Reads {@code written} or {@code written/ascii}. */
  static Name parse(String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? new Name(text, plain(text))
        : new Name(text.substring(0, slash), text.substring(slash + 1));
  }

  private static String plain(String latin) {
    String lower =
        latin
            .toLowerCase(Locale.ROOT)
            .replace("ß", "ss")
            .replace("ł", "l")
            .replace("ı", "i")
            .replace("đ", "d")
            .replace("ø", "o");
    return NO_LETTER.matcher(Normalizer.normalize(lower, Normalizer.Form.NFD)).replaceAll("");
  }
}
