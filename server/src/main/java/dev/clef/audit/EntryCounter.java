package dev.clef.audit;

import dev.clef.audit.AuditStore.StoredEntry;
import dev.clef.audit.CountStore.Placed;
import dev.clef.audit.CountStore.Position;
import dev.clef.keys.EnvelopeRejected;
import dev.clef.ledger.CanonicalMap;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Counts entries by day, kind and purpose, and reads by field, reader and purpose, some seconds
 * after they were appended: in the order of the tree, a batch and the place reached in one
 * transaction. So an entry is counted once, whatever dies in between, and appending costs nothing
 * more. Runs on every node; a row lock lets one count at a time.
 *
 * <p>It opens event parts, which identify nobody, and never the part of the person.
 */
class EntryCounter {

  /** The kind and purpose of an entry that is damaged or gone. */
  static final String UNREADABLE = "unreadable";

  private static final Logger LOG = LoggerFactory.getLogger(EntryCounter.class);
  private static final int BATCH = 2048;

  private final CountStore store;
  private final EntrySealer sealer;
  private final TransactionTemplate transaction;
  private boolean troubled;

  EntryCounter(CountStore store, EntrySealer sealer, TransactionTemplate transaction) {
    this.store = store;
    this.sealer = sealer;
    this.transaction = transaction;
  }

  private record Kind(LocalDate day, String kind, String purpose) {}

  /** Counts what has come. Called by one thread at a time. */
  @Scheduled(fixedDelayString = "PT2S", initialDelayString = "PT2S")
  void catchUp() {
    try {
      while (store.isBehind()) {
        transaction.executeWithoutResult(status -> batch());
      }
      troubled = false;
    } catch (RuntimeException e) {
      if (!troubled) {
        LOG.warn("Entries wait to be counted: {}", e.getClass().getSimpleName());
      }
      troubled = true;
    }
  }

  private void batch() {
    Position position = store.lock();
    long first = position.first();
    List<Placed> placed = store.placed(first, BATCH);
    if (placed.isEmpty()) {
      return; // another node was first
    }
    Map<Placed, StoredEntry> sealed = new HashMap<>();
    for (StoredEntry entry : store.events(placed)) {
      sealed.put(new Placed(entry.entryId(), entry.at()), entry);
    }
    Map<Kind, Long> counts = new HashMap<>();
    FieldReads reads = new FieldReads();
    for (int i = 0; i < placed.size(); i++) {
      Placed entry = placed.get(i);
      LocalDate day = day(entry.at());
      Map<String, String> event = open(sealed.get(entry));
      if (first + i >= position.size()) {
        counts.merge(kind(day, event), 1L, Long::sum);
      }
      if (first + i >= position.reads()) {
        reads.note(day, event);
      }
    }
    store.add(
        counts.entrySet().stream()
            .map(one ->
                new DayCount(
                    one.getKey().day(),
                    one.getKey().kind(),
                    one.getKey().purpose(),
                    one.getValue()))
            .toList());
    store.addReads(reads.found());
    store.advance(position.at(first + placed.size()));
  }

  private static Kind kind(LocalDate day, Map<String, String> event) {
    return new Kind(
        day, event.getOrDefault("type", UNREADABLE), event.getOrDefault("purpose", UNREADABLE));
  }

  /** The members of an event; none when it is damaged or gone. */
  private Map<String, String> open(@Nullable StoredEntry sealed) {
    if (sealed == null) {
      return Map.of();
    }
    try {
      byte[] event = sealer.openEvent(sealed).event();
      return CanonicalMap.decode(event).entries();
    } catch (EnvelopeRejected damaged) {
      return Map.of();
    }
  }

  private static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }
}
