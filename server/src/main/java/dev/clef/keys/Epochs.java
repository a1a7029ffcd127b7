package dev.clef.keys;

import java.time.Clock;

/**
 * The epochs of a region's keys. One exists so far; the formats carry its number, so that the next
 * changes none.
 */
final class Epochs {

  static final int CURRENT = 1;

  private Epochs() {}

  /**
   * Makes sure the regional key of the current epoch exists, with its custodian first and then in
   * the table.
   */
  static void ensure(KeyStore store, KeyCustodian custodian, String region, Clock clock) {
    boolean known = store.epochExists(region, CURRENT);
    WrappingKeyId.Regional regional = new WrappingKeyId.Regional(region, CURRENT);
    if (known && !custodian.regionalKeys().contains(regional)) {
      // A new key here would make every person unreadable for ever and hide it behind an empty
      // page.
      throw new KeyUnavailable(
          "the keys database was written under key "
              + regional.label()
              + ", which this custodian does not hold: restore its folder before starting");
    }
    custodian.create(regional);
    if (!known) {
      store.insertEpoch(region, CURRENT, clock.instant());
    }
  }
}
