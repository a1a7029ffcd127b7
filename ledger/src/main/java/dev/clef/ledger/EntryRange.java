package dev.clef.ledger;

/**
 * Entries of a log, those at both ends included.
 *
 * @param first from 0
 * @param last at least {@code first}; may be beyond the end of the log
 */
public record EntryRange(long first, long last) {

  /** All there are. */
  public static final EntryRange ALL = new EntryRange(0, Long.MAX_VALUE);

  public EntryRange {
    if (first < 0 || last < first) {
      throw new IllegalArgumentException("no range of entries: " + first + " to " + last);
    }
  }

  /** Where the bundle of the first entry begins. */
  long bundleStart() {
    return first - first % Tile.FULL;
  }

  /** Behind the bundle of the last entry, or behind the last entry of a log of {@code size}. */
  long bundleEnd(long size) {
    return last >= size - 1 ? size : Math.min(size, last - last % Tile.FULL + Tile.FULL);
  }
}
