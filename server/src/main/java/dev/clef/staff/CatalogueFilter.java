package dev.clef.staff;

import dev.clef.subject.DataCategory;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What of the catalogue is shown, as the address of the page says it. Whatever means nothing in it
 * is left out: an address may be old or typed.
 *
 * @param text what the row has to hold, in lower case; empty for anything
 * @param category null for all
 * @param unread nobody has read it for so many days; 0 for whatever was read when
 */
public record CatalogueFilter(String text, @Nullable DataCategory category, int unread) {

  static final CatalogueFilter NOTHING = new CatalogueFilter("", null, 0);

  private static final int MAX_TEXT = 100;
  private static final int MAX_DAYS = 36_500;

  static CatalogueFilter of(String text, String category, String unread) {
    String stripped = text.strip();
    return new CatalogueFilter(
        stripped.substring(0, Math.min(MAX_TEXT, stripped.length())).toLowerCase(Locale.ROOT),
        Arrays.stream(DataCategory.values())
            .filter(it -> it.code().equals(category))
            .findFirst()
            .orElse(null),
        days(unread).orElse(0));
  }

  private static OptionalInt days(String text) {
    return text.matches("\\d{1,6}")
        ? OptionalInt.of(Math.min(MAX_DAYS, Integer.parseInt(text)))
        : OptionalInt.empty();
  }

  /** Whether anything is left out. */
  public boolean isSet() {
    return !equals(NOTHING);
  }
}
