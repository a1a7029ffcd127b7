package dev.clef.keys;

import dev.clef.keys.WrappingKeyId.Root;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The versions of the root key. One is current: it wraps every service key. Thread-safe. */
final class RootKeys {

  /** What became of a version. The names are stored: never rename one. */
  enum State {
    /** It wraps the service keys. */
    CURRENT,
    /** It wraps nothing any more that is in use; backups made before still need it. */
    RETIRED,
    /** It is gone; backups from its time open no service key. */
    DESTROYED
  }

  /**
   * A version.
   *
   * @param retiredAt when the next one became current, or null
   * @param destroyedAt when it was destroyed, or null
   */
  record RootKey(
      int version,
      State state,
      Instant createdAt,
      @Nullable Instant retiredAt,
      @Nullable Instant destroyedAt) {

    Root id() {
      return new Root(version);
    }
  }

  private final RootKeyStore store;
  private final KeyCustodian custodian;
  private final Clock clock;

  RootKeys(RootKeyStore store, KeyCustodian custodian, Clock clock) {
    this.store = store;
    this.custodian = custodian;
    this.clock = clock;
  }

  /**
   * Makes sure that there is a root key: made when nothing was ever wrapped by one.
   *
   * @throws KeyUnavailable when one that wraps what is stored is not there
   */
  void ensure() {
    List<Integer> inUse = store.inUse();
    for (int version : inUse) {
      Root root = new Root(version);
      if (!custodian.holds(root)) {
        throw new KeyUnavailable(
            "the keys database was written under key "
                + root.label()
                + ", which this custodian does not hold: restore its folder, or name its token,"
                + " before starting");
      }
    }
    if (inUse.isEmpty()) {
      custodian.create(store.all().isEmpty() ? Root.FIRST : store.all().getFirst().id());
    }
    store.insertFirst(clock.instant());
  }

  /** Every version there ever was, the newest first. */
  List<RootKey> all() {
    return store.all();
  }

  /** The one that wraps service keys, until the transaction ends. */
  Root lockCurrent() {
    return new Root(store.lockCurrent());
  }
}
