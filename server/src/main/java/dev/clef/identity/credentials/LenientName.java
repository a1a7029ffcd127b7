package dev.clef.identity.credentials;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Normalisation of names that keep no rules, in the manner of NFKC_Casefold (Unicode §3.13): NFKC,
 * without what is invisible, in lower case. Spaces, symbols and emoji stay. Lower case instead of
 * case folding, so that a name of the profile and its key are the same text: ß is not ss.
 */
final class LenientName {

  /** UTF-16 units beyond which no name is stored; bounds the work of normalising. */
  private static final int MAX_NORMALIZED_LENGTH = 4096;

  private static final int REPLACEMENT = 0xFFFD;

  private LenientName() {}

  static String key(String name) {
    if (name.length() > MAX_NORMALIZED_LENGTH) {
      return name;
    }
    String key = fold(visible(name));
    // A name of invisible characters only would otherwise be the empty name.
    return key.isEmpty() ? fold(text(name)) : key;
  }

  /** Lower case can undo NFKC and the reverse; few rounds reach what no longer changes. */
  private static String fold(String name) {
    String before = name;
    String after = round(before);
    while (!after.equals(before)) {
      before = after;
      after = round(before);
    }
    return after;
  }

  private static String round(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
  }

  private static String visible(String name) {
    return collect(name, true);
  }

  private static String text(String name) {
    return collect(name, false);
  }

  private static String collect(String name, boolean visibleOnly) {
    StringBuilder collected = new StringBuilder(name.length());
    name.codePoints()
        .filter(c -> !visibleOnly || !Precis.isIgnorable(c))
        .map(c -> Character.getType(c) == Character.SURROGATE ? REPLACEMENT : c)
        .forEach(collected::appendCodePoint);
    return collected.toString();
  }
}
