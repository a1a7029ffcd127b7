package dev.clef.rights;

import java.time.Instant;

/** How many people were erased, in numbers about nobody. Thread-safe. */
public final class ErasureFigures {

  /**
   * Erasures.
   *
   * @param done since the first start
   * @param recent of these, done since the moment asked for
   * @param inProgress marked, so that nothing is readable, and not finished
   */
  public record Erased(long done, long recent, long inProgress) {}

  /**
   * How far erasures are, since the first start.
   *
   * @param first the person's own keys are destroyed, the epoch that wrapped them exists
   * @param second the epoch is destroyed too: no backup of the keys brings them back
   */
  public record Stages(long first, long second) {}

  private final ErasureStore store;

  ErasureFigures(ErasureStore store) {
    this.store = store;
  }

  /** The numbers; {@code recent} counts from {@code moment} on. */
  public Erased since(Instant moment) {
    return store.count(moment);
  }

  /** How many erasures are at which stage. */
  public Stages stages() {
    return store.countStages();
  }
}
