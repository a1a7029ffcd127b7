package dev.clef.center;

import dev.clef.platform.web.pages.Choice;
import java.text.Collator;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;

/** The countries of ISO 3166-1, in the reader's language and order. Thread-safe. */
final class Countries {

  private final ConcurrentHashMap<String, List<Choice>> known = new ConcurrentHashMap<>();

  List<Choice> in(Locale language) {
    return known.computeIfAbsent(language.getLanguage(), _ -> sorted(language));
  }

  private static List<Choice> sorted(Locale language) {
    Collator collator = Collator.getInstance(language);
    return Arrays.stream(Locale.getISOCountries())
        .map(code -> new Choice(code, name(code, language)))
        .sorted(Comparator.comparing(Choice::name, collator))
        .toList();
  }

  /** The name of a country, also of {@code CC-SUBDIVISION}; what is none stays as it is. */
  static String name(String code, Locale language) {
    String country = code.length() < 2 ? code : code.substring(0, 2);
    String name = Locale.of("", country).getDisplayCountry(language);
    return code.length() > 3 ? name + " (" + code.substring(3) + ")" : name;
  }
}
