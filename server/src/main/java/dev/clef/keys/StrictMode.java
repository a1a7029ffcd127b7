package dev.clef.keys;

import dev.clef.platform.Randomness;
import java.util.Collections;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What strict mode costs, measured where it runs. */
final class StrictMode {

  private static final Logger log = LoggerFactory.getLogger(StrictMode.class);
  private static final int PROBES = 200;

  private StrictMode() {}

  /** Says how many look-ups a second the custodian allows, on one thread. */
  static void announce(KeyCustodian custodian, Epochs epochs, Randomness randomness) {
    WrappingKeyId id =
        new WrappingKeyId.Regional(epochs.region(), Collections.max(epochs.expected()));
    byte[] context = Context.of("clef-strict-probe-v1").text(id.label()).bytes();
    byte[] wrapped = custodian.wrap(id, context, randomness.bytes(DataKey.SIZE));
    long start = System.nanoTime();
    for (int probe = 0; probe < PROBES; probe++) {
      custodian.unwrap(id, context, wrapped);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    log.info(
        "strict mode: the custodian opens {} keys a second for one caller at a time; no more people"
            + " are looked up than that",
        Math.round(PROBES / seconds));
  }
}
