package dev.clef.identity.credentials;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What somebody who knows a person would try as their password.
 *
 * @param words names and parts of them, in lower case
 * @param isName whether a text is a name of the person, where the names themselves are not at hand
 */
public record OwnWords(Set<String> words, Predicate<String> isName) {

  /** Shorter parts are in passwords of everybody. */
  private static final int SHORTEST = 4;

  private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

  /** The values of a profile, each with its parts: of an address those around dots and the at. */
  public static OwnWords of(Collection<String> values) {
    Set<String> words = new HashSet<>();
    for (String value : values) {
      String folded = value.strip().toLowerCase(Locale.ROOT);
      add(words, folded);
      for (String part : BETWEEN.split(folded, -1)) {
        add(words, part);
      }
    }
    return new OwnWords(Set.copyOf(words), text -> false);
  }

  /** Of a person whose names stand behind {@code isName}. */
  public static OwnWords behind(Predicate<String> isName) {
    return new OwnWords(Set.of(), isName);
  }

  private static void add(Set<String> words, String word) {
    if (word.codePointCount(0, word.length()) >= SHORTEST) {
      words.add(word);
      words.add(BETWEEN.matcher(word).replaceAll(""));
    }
  }

  /** They are personal data. */
  @Override
  public String toString() {
    return "OwnWords[<redacted>]";
  }
}
