package dev.clef.keys;

import dev.clef.keys.RootKeyStore.Wrapped;
import dev.clef.keys.RootKeys.RootKey;
import dev.clef.keys.RootKeys.State;
import dev.clef.keys.WrappingKeyId.Root;
import dev.clef.platform.db.AdvisoryLock;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Changes the root key while the system serves: a new one, every service key wrapped by it and
 * checked, then the switch; later the old one is destroyed. One process at a time; whatever
 * interrupts it, the next call goes on.
 */
final class RootRotation {

  private static final Logger log = LoggerFactory.getLogger(RootRotation.class);

  /** In PostgreSQL's advisory locks of the keys database: one change at a time. */
  static final long LOCK = 0x0C1EF_4007L;

  private final RootKeys roots;
  private final RootKeyStore store;
  private final KeyCustodian custodian;
  private final TransactionTemplate transaction;
  private final DataSource dataSource;
  private final Clock clock;

  RootRotation(
      RootKeys roots,
      RootKeyStore store,
      KeyCustodian custodian,
      TransactionTemplate transaction,
      DataSource dataSource,
      Clock clock) {
    this.roots = roots;
    this.store = store;
    this.custodian = custodian;
    this.transaction = transaction;
    this.dataSource = dataSource;
    this.clock = clock;
  }

  /**
   * Makes the next root key current.
   *
   * @throws KeyChangeRefused when another process is at it
   */
  void run() {
    if (!AdvisoryLock.tryWith(dataSource, LOCK, this::change)) {
      throw new KeyChangeRefused("another process is changing the root key");
    }
  }

  private void change() {
    List<RootKey> all = roots.all();
    Root to = new Root(all.getFirst().version() + 1);
    custodian.create(to);
    transaction.executeWithoutResult(status -> {
      store.fence();
      int current = roots.lockCurrent().version();
      store.serviceKeys().forEach(key -> move(key, to));
      store.change(current, to.version(), clock.instant());
    });
    custodian.moveUnder(to);
    log.info("root key {} is current", to.version());
    if (custodian.custody() == Custody.SOFTWARE) {
      log.warn("back up the key folder now: older copies of it do not open new service keys");
    }
  }

  private void move(Wrapped key, Root to) {
    byte[] context = ServiceKeys.context(key.kind(), key.name(), key.version());
    byte[] keyBytes = custodian.unwrap(new Root(key.rootVersion()), context, key.wrappedKey());
    byte[] wrapped = custodian.wrap(to, context, keyBytes);
    byte[] opened = custodian.unwrap(to, context, wrapped);
    boolean same = Arrays.equals(keyBytes, opened);
    Arrays.fill(keyBytes, (byte) 0);
    Arrays.fill(opened, (byte) 0);
    if (!same) {
      throw new IllegalStateException("key " + to.label() + " does not open what it wrapped");
    }
    store.rewrap(key, to.version(), wrapped);
  }

  /** Destroys what was retired longer than {@code hold} ago, the oldest first. */
  void destroyRetired(Duration hold) {
    List<RootKey> all = roots.all();
    Root current = all.getFirst().id();
    all.stream()
        .sorted(Comparator.comparingInt(RootKey::version))
        .filter(key -> key.state() == State.RETIRED)
        .filter(
            key -> key.retiredAt() != null && !clock.instant().isBefore(key.retiredAt().plus(hold)))
        .forEach(key -> destroy(key, current));
  }

  private void destroy(RootKey key, Root current) {
    custodian.moveUnder(current); // the change may have died before it
    custodian.destroy(key.id());
    if (custodian.holds(key.id())) {
      log.info("root key {} stays until the keys of epochs under it are destroyed", key.version());
      return;
    }
    store.end(key.version(), clock.instant());
    log.info("root key {} is destroyed", key.version());
  }
}
