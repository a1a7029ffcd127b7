package dev.clef.keys;

import dev.clef.keys.RootKeyStore.Wrapped;
import dev.clef.keys.WrappingKeyId.Regional;
import dev.clef.keys.WrappingKeyId.Root;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Sees to it that every custodian can open every branch key and service key: one that is new, or
 * was out of reach when a key was made, gets its copies here.
 */
final class KeyCopies {

  private static final Logger log = LoggerFactory.getLogger(KeyCopies.class);

  /** Twenty runs are ten minutes. */
  private static final int THOROUGH_EVERY = 20;

  private final KeyStore store;
  private final RootKeyStore rootStore;
  private final RootKeys roots;
  private final Epochs epochs;
  private final KeyCustodian custodian;
  private long runs;

  KeyCopies(
      KeyStore store,
      RootKeyStore rootStore,
      RootKeys roots,
      Epochs epochs,
      KeyCustodian custodian) {
    this.store = store;
    this.rootStore = rootStore;
    this.roots = roots;
    this.epochs = epochs;
    this.custodian = custodian;
  }

  @Scheduled(fixedDelayString = "PT30S", initialDelayString = "PT8S")
  void complete() {
    boolean thorough = runs++ % THOROUGH_EVERY == 0;
    try {
      custodian.spread(roots.all().getFirst().id());
      for (int epoch : epochs.refreshed()) {
        custodian.spread(new Regional(epochs.region(), epoch));
      }
    } catch (CustodianUnavailable e) {
      log.warn("a custodian gets its copies of keys when it is back: {}", e.getMessage());
      return;
    }
    long copied =
        rootStore.serviceKeys().stream().filter(key -> copied(key, thorough)).count()
            + epochs.refreshed().stream()
                .flatMap(epoch -> store.branchKeys(epoch).stream())
                .filter(key -> copied(key, thorough))
                .count();
    if (copied > 0) {
      log.info("{} keys were wrapped anew, so that every custodian opens them", copied);
    }
  }

  private boolean copied(Wrapped key, boolean thorough) {
    Root root = new Root(key.rootVersion());
    byte[] context = ServiceKeys.context(key.kind(), key.name(), key.version());
    if (!custodian.lacksCopies(root, context, key.wrappedKey(), thorough)) {
      return false;
    }
    rootStore.rewrap(key, key.rootVersion(), again(root, context, key.wrappedKey()));
    return true;
  }

  private boolean copied(KeyStore.BranchKey key, boolean thorough) {
    Regional regional = new Regional(epochs.region(), key.branch().epoch());
    byte[] context = BranchKeys.context(epochs.region(), key.branch());
    if (!custodian.lacksCopies(regional, context, key.wrappedKey(), thorough)) {
      return false;
    }
    store.rewrapBranchKey(key, again(regional, context, key.wrappedKey()));
    return true;
  }

  private byte[] again(WrappingKeyId id, byte[] context, byte[] wrapped) {
    byte[] keyBytes = custodian.unwrap(id, context, wrapped);
    byte[] fresh = custodian.wrap(id, context, keyBytes);
    byte[] opened = custodian.unwrap(id, context, fresh);
    boolean same = Arrays.equals(keyBytes, opened);
    for (byte[] secret : List.of(keyBytes, opened)) {
      Arrays.fill(secret, (byte) 0);
    }
    if (!same) {
      throw new IllegalStateException("key " + id.label() + " does not open what it wrapped");
    }
    return fresh;
  }
}
