package dev.clef.audit;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How big the log is and what it is made of, in numbers about nobody. Thread-safe. */
public final class LogFigures {

  /** A signed checkpoint: the entries it covers and when it was signed. */
  public record Signed(long size, Instant at) {}

  /**
   * The state of the log.
   *
   * @param size entries in the tree
   * @param waiting entries appended and not yet in the tree
   * @param counted entries that {@link #since} has counted, in the order of the tree
   * @param checkpoint the last one signed; null before the first entry
   */
  public record State(long size, long waiting, long counted, @Nullable Signed checkpoint) {}

  private final CountStore store;

  LogFigures(CountStore store) {
    this.store = store;
  }

  public State state() {
    long[] sizes = store.sizes();
    return new State(
        sizes[0], sizes[1], sizes[2], store.lastCheckpoint().stream().findFirst().orElse(null));
  }

  /**
   * Entries by day, kind and purpose from the day {@code first} (UTC) on, oldest first; some
   * seconds behind the log.
   */
  public List<DayCount> since(LocalDate first) {
    return store.since(first);
  }

  /**
   * What was read, since the first entry.
   *
   * @param first the day of the first entry (UTC); null before there is one
   * @param behind entries that are not counted yet
   * @param fields by field, reader and purpose
   */
  public record Reads(@Nullable LocalDate first, long behind, List<FieldRead> fields) {}

  /** Who read which fields for which purpose; some seconds behind the log. */
  public Reads reads() {
    // In this order: what is counted in between is in the list and still said to be behind.
    long behind = store.readsBehind();
    return new Reads(store.firstDay().orElse(null), behind, store.reads());
  }
}
