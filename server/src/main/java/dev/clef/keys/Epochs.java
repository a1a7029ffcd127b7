package dev.clef.keys;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The epochs of this region's keys. One is current; while the next is prepared, new people get
 * their keys in both. Thread-safe.
 */
public final class Epochs {

  /** What became of an epoch. The names are stored: never rename one. */
  public enum State {
    /** Its keys are being made; new people have theirs in it already. */
    PREPARING,
    /** Keys are read under it. */
    CURRENT,
    /** Nothing is read under it any more; its regional key still exists. */
    RETIRED,
    /** Its regional key is destroyed: no copy of what it wrapped opens again. */
    DESTROYED
  }

  /**
   * An epoch.
   *
   * @param retiredAt when the next one became current, or null
   * @param destroyedAt when its regional key was destroyed, or null
   */
  public record Epoch(
      int number,
      State state,
      Instant createdAt,
      @Nullable Instant retiredAt,
      @Nullable Instant destroyedAt) {}

  private static final int FIRST = 1;

  private final EpochStore store;
  private final KeyCustodian custodian;
  private final String region;
  private final Clock clock;

  /** The last that was seen; only ever a guess, see {@link #lockLive}. */
  private volatile List<Integer> live = List.of();

  Epochs(EpochStore store, KeyCustodian custodian, String region, Clock clock) {
    this.store = store;
    this.custodian = custodian;
    this.region = region;
    this.clock = clock;
  }

  /** Every epoch there ever was, the newest first. */
  public List<Epoch> all() {
    return store.all(region);
  }

  /**
   * The newest epoch of which nothing is left, nor of any before it; 0 when the first one still
   * exists.
   */
  public int destroyedUpTo() {
    return all().stream()
            .filter(epoch -> epoch.state() != State.DESTROYED)
            .mapToInt(Epoch::number)
            .min()
            .orElse(FIRST)
        - 1;
  }

  String region() {
    return region;
  }

  /**
   * Makes sure that there is a current epoch and that the custodian holds its regional key: made
   * with the custodian first and then in the table.
   *
   * @throws KeyUnavailable when the key of an epoch that has people is not there
   */
  void ensure() {
    List<Integer> known = store.live(region);
    for (int epoch : known) {
      WrappingKeyId.Regional regional = new WrappingKeyId.Regional(region, epoch);
      if (!custodian.holds(regional)) {
        // A new key here would make every person unreadable for ever and hide it behind an empty
        // page.
        throw new KeyUnavailable(
            "the keys database was written under key "
                + regional.label()
                + ", which this custodian does not hold: restore its folder, or name its token,"
                + " before starting");
      }
    }
    if (known.isEmpty()) {
      custodian.create(new WrappingKeyId.Regional(region, FIRST));
      store.insert(region, FIRST, State.CURRENT, clock.instant());
    }
  }

  /**
   * The epochs in which new people need keys, the current one first: what was seen last, without a
   * look.
   */
  List<Integer> expected() {
    List<Integer> seen = live;
    return seen.isEmpty() ? refreshed() : seen;
  }

  /** Looks again. */
  List<Integer> refreshed() {
    live = store.live(region);
    return live;
  }

  /** The same, true until the transaction ends: no epoch begins or becomes current before it. */
  List<Integer> lockLive() {
    List<Integer> now = store.lockLive(region);
    live = now;
    return now;
  }
}
