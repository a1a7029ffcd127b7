package dev.clef.staff;

import dev.clef.subject.DataCategory;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One kind of personal data, in the reader's language.
 *
 * @param name its name in the catalogue, the log and the API
 * @param label what people call it
 * @param sensitivity the code
 * @param flags what other laws ask for
 * @param purposes why it is held, and then what else it may be used for
 * @param setting the name of the setting that changes how long it is kept; null when none does
 * @param columns where it is stored
 * @param read whether every read of it leaves an entry that names it
 * @param last null when nobody ever read it, or when nobody can tell
 * @param idle days since then, or since the first entry of the log; null when nobody can tell
 * @param unread whether that is too long
 */
public record CatalogueRow(
    String name,
    String label,
    String about,
    DataCategory category,
    String categoryName,
    String sensitivity,
    String sensitivityName,
    List<String> flags,
    List<String> purposes,
    String basis,
    String kept,
    @Nullable String because,
    @Nullable String setting,
    String protection,
    List<String> columns,
    boolean read,
    @Nullable LastRead last,
    @Nullable Long idle,
    boolean unread) {

  /** When, by whom and what for. */
  public record LastRead(String day, String reader, String purpose) {}

  boolean isIn(CatalogueFilter filter) {
    return (filter.category() == null || filter.category() == category)
        && (filter.unread() == 0 || (idle != null && idle >= filter.unread()))
        && (filter.text().isEmpty() || holds(filter.text()));
  }

  /** Whether any of the words of the row holds a text in lower case. */
  private boolean holds(String text) {
    return String.join(
            "\n",
            name,
            label,
            about,
            categoryName,
            sensitivityName,
            String.join("\n", flags),
            String.join("\n", purposes),
            basis,
            kept,
            protection,
            String.join("\n", columns))
        .toLowerCase(Locale.ROOT)
        .contains(text);
  }
}
