package dev.clef.vault;

import dev.clef.keys.IndexEntry;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells by what people are found: implemented by the module that normalises what they call
 * themselves.
 */
public interface IndexedNames {

  /** The fields people are found by. */
  Set<String> fields();

  /**
   * The entries of a person.
   *
   * @param values of {@link #fields}, those that hold something
   */
  List<IndexEntry> entries(Map<String, String> values);
}
