package dev.clef.staff;

/**
 * How this node is.
 *
 * @param dataDatabase whether the data database answers
 * @param keysDatabase whether the keys database answers
 * @param diskFreeBytes what Clef may still write under its data folder
 * @param diskTotalBytes of that file system
 * @param hashing the pool that hashes passwords
 */
public record HealthFigures(
    boolean dataDatabase,
    boolean keysDatabase,
    long diskFreeBytes,
    long diskTotalBytes,
    HashingFigures hashing) {

  /**
   * The load of the hashing pool now.
   *
   * @param busy of {@code threads}
   * @param waiting of {@code queue} places
   * @param refused since the start, because no place was free in time
   */
  public record HashingFigures(int threads, int busy, int waiting, int queue, long refused) {}
}
