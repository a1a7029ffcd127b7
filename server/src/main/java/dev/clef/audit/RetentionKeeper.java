package dev.clef.audit;

import dev.clef.audit.AuditStore.StoredEntry;
import dev.clef.audit.EntrySealer.OpenedEvent;
import dev.clef.audit.RetentionStore.Expired;
import dev.clef.audit.RetentionStore.Shelf;
import dev.clef.keys.EnvelopeRejected;
import dev.clef.keys.ServiceKeyKind;
import dev.clef.keys.ServiceKeys;
import dev.clef.ledger.CanonicalMap;
import dev.clef.ledger.Tile;
import dev.clef.platform.db.AdvisoryLock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Ends what has been kept long enough: entries by the month, their keys, and the beginning of the
 * tree. One node at a time; each step may be repeated, whatever dies in between.
 *
 * <ol>
 *   <li>When the shortest time of a month is over, its entries are opened once more. Those that are
 *       to live longer are sealed under the key of their class and month and put on that shelf;
 *       then the table of the month is dropped, with the activity rows of what is gone.
 *   <li>When the time of a shelf is over, it is dropped likewise.
 *   <li>When no backup is as old as that, the keys of what was dropped are destroyed.
 *   <li>Leaves and tiles in front of the first entry left are removed, in whole bundles.
 * </ol>
 */
final class RetentionKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(RetentionKeeper.class);

  /** In PostgreSQL's advisory locks of the data database: one node at a time. */
  private static final long LOCK = 0x0C1EF_AE7EL;

  private static final int PAGE = 500;

  /** Leaves looked at and removed in one transaction. */
  private static final long WINDOW = 262_144;

  /**
   * How long nothing ends after a database has learned to: nodes of an earlier version do not look
   * on shelves, and somebody may go back to it.
   */
  static final Duration GRACE = Duration.ofDays(7);

  private final RetentionStore store;
  private final EntrySealer sealer;
  private final ServiceKeys keys;
  private final AuditLog log;
  private final TransactionTemplate transaction;
  private final DataSource dataSource;
  private final RetentionProperties properties;
  private final Duration grace;
  private final Clock clock;

  RetentionKeeper(
      RetentionStore store,
      EntrySealer sealer,
      ServiceKeys keys,
      AuditLog log,
      TransactionTemplate transaction,
      DataSource dataSource,
      RetentionProperties properties,
      Duration grace,
      Clock clock) {
    this.store = store;
    this.sealer = sealer;
    this.keys = keys;
    this.log = log;
    this.transaction = transaction;
    this.dataSource = dataSource;
    this.properties = properties;
    this.grace = grace;
    this.clock = clock;
  }

  /** On a thread of its own: a month may have millions of entries. */
  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT5M")
  void begin() {
    Thread.ofVirtual().name("clef-retention").start(this::run);
  }

  void run() {
    try {
      AdvisoryLock.tryWith(dataSource, LOCK, this::pass);
    } catch (
        RuntimeException e) { // whatever it is, there is a next hour, and the schedule must live
      LOG.warn("Expired entries wait to be removed: {}", e.getClass().getSimpleName());
    }
  }

  /** Other nodes destroy keys too; none stays in the memory of this one. */
  @Scheduled(fixedDelayString = "PT5M", initialDelayString = "PT5M")
  void forgetKeys() {
    keys.forgetGone(ServiceKeyKind.AUDIT);
  }

  private void pass() {
    Instant at = clock.instant();
    if (at.isBefore(store.since().plus(grace))) {
      return;
    }
    YearMonth now = EntrySealer.month(at);
    store.months().stream()
        .filter(month -> isDue(month, now))
        .forEach(month -> unless(month, () -> sort(month, now)));
    store.shelves().stream()
        .filter(shelf -> properties.isOver(shelf.month(), shelf.of(), now))
        .forEach(shelf -> unless(shelf.month(), () -> expire(shelf)));
    store.withKeys(clock.instant().minus(properties.backups())).forEach(this::destroyKeys);
    if (properties.prune()) {
      prune();
    }
  }

  /** One month that cannot end does not keep the others. */
  private static void unless(YearMonth month, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) { // a lock not given, a database away: tried again in an hour
      LOG.warn("Entries of {} cannot end yet: {}", month, e.getClass().getSimpleName());
    }
  }

  private boolean isDue(YearMonth month, YearMonth now) {
    return Arrays.stream(RetentionClass.values())
        .anyMatch(one -> properties.isOver(month, one, now));
  }

  private boolean isAllOver(YearMonth month, YearMonth now) {
    return Arrays.stream(RetentionClass.values())
        .allMatch(one -> properties.isOver(month, one, now));
  }

  private void sort(YearMonth month, YearMonth now) {
    Sorting sorting = new Sorting(month, now);
    StoredEntry last = null;
    List<StoredEntry> page = store.page(month, null, PAGE);
    while (!page.isEmpty()) {
      sorting.add(page);
      last = page.getLast();
      page = store.page(month, last, PAGE);
    }
    boolean none = sorting.unreadable > 0 && sorting.readable() == 0;
    if ((none || sorting.withoutKey > 0) && !isAllOver(month, now)) {
      // The wrong keys database, perhaps: what may have to be kept is not thrown away.
      LOG.warn(
          "{} entries of {} do not open, {} because their key is missing; they stay where they are",
          sorting.unreadable,
          month,
          sorting.withoutKey);
      return;
    }
    long gone = sorting.expired + sorting.unreadable;
    transaction.executeWithoutResult(status -> {
      store.expireMonth(month, gone);
      log.append(
          expired(month, RetentionStore.MONTH, gone)
              .with("kept", Long.toString(sorting.kept))
              .with("unreadable", Long.toString(sorting.unreadable)),
          null);
    });
    LOG.info("{} entries of {} have expired, {} are kept on", gone, month, sorting.kept);
  }

  /** What becomes of the entries of a month. */
  private final class Sorting {

    private final YearMonth month;
    private final YearMonth now;
    private final Set<RetentionClass> shelves = new HashSet<>();
    private long kept;
    private long expired;
    private long unreadable;
    private long withoutKey;

    Sorting(YearMonth month, YearMonth now) {
      this.month = month;
      this.now = now;
    }

    long readable() {
      return kept + expired;
    }

    void add(List<StoredEntry> page) {
      List<StoredEntry> moved = new ArrayList<>();
      for (StoredEntry entry : page) {
        OpenedEvent opened = open(entry);
        if (opened == null) {
          unreadable++;
          continue;
        }
        RetentionClass of = RetentionClass.of(type(opened));
        if (properties.isOver(month, of, now)) {
          expired++;
        } else {
          moved.add(sealer.moved(entry, opened, of.code()));
          if (shelves.add(of)) {
            store.makeShelf(new Shelf(month, of));
          }
        }
      }
      kept += moved.size();
      transaction.executeWithoutResult(status -> store.keep(moved));
    }

    private @Nullable OpenedEvent open(StoredEntry entry) {
      try {
        return sealer.openEvent(entry);
      } catch (EnvelopeRejected damaged) {
        withoutKey += sealer.isKeyMissing(entry) ? 1 : 0;
        return null;
      }
    }
  }

  private static String type(OpenedEvent opened) {
    return CanonicalMap.decode(opened.event()).entries().getOrDefault("type", "");
  }

  private void expire(Shelf shelf) {
    transaction.executeWithoutResult(status -> {
      long gone = store.expireShelf(shelf);
      log.append(expired(shelf.month(), shelf.of().code(), gone), null);
    });
    LOG.info("the entries of {} about {} have expired", shelf.month(), shelf.of().code());
  }

  private static AuditEvent expired(YearMonth month, String of, long entries) {
    return AuditEvent.service("retention.expired")
        .with("month", month.toString())
        .with("class", of)
        .with("entries", Long.toString(entries));
  }

  private void destroyKeys(Expired expired) {
    int versions = keys.endAudit(expired.keyName());
    log.appendAlone(
        AuditEvent.service("retention.keys_destroyed")
            .with("month", expired.month().toString())
            .with("class", expired.of())
            .with("versions", Integer.toString(versions)),
        null);
    store.keysDestroyed(expired, clock.instant());
  }

  private void prune() {
    long minimum = store.minimumIndex();
    long last = store.prunable();
    while (minimum < last) {
      long end = Math.min(minimum + WINDOW, last);
      long first = store.firstKept(minimum, end).orElse(end);
      long upTo = first - first % Tile.FULL;
      if (upTo > minimum) {
        transaction.executeWithoutResult(status -> {
          store.prune(upTo);
          log.append(AuditEvent.service("log.pruned").with("minimum", Long.toString(upTo)), null);
        });
        LOG.info("the log is pruned up to entry {}", upTo);
      }
      if (first < end) {
        return;
      }
      minimum = end;
    }
  }
}
