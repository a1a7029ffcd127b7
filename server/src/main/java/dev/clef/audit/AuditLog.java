package dev.clef.audit;

import dev.clef.keys.PersonKey;
import dev.clef.ledger.CanonicalMap;
import dev.clef.ledger.Hash;
import dev.clef.ledger.Leaf;
import dev.clef.platform.UuidV7;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Appends to the log. An entry belongs to the transaction of what it records: both are committed or
 * neither is. Thread-safe.
 */
public final class AuditLog {

  private final AuditStore store;
  private final EntrySealer sealer;
  private final UuidV7 ids;
  private final Clock clock;
  private final TransactionTemplate alone;

  AuditLog(
      AuditStore store,
      EntrySealer sealer,
      UuidV7 ids,
      Clock clock,
      PlatformTransactionManager transactions) {
    this.store = store;
    this.sealer = sealer;
    this.ids = ids;
    this.clock = clock;
    this.alone = new TransactionTemplate(transactions);
    this.alone.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
  }

  /**
   * Appends in the current transaction.
   *
   * @param person whom the entry is about, or null
   * @return the entry as it was appended
   * @throws IllegalStateException without a transaction: an entry that cannot be rolled back with
   *     its cause is not one
   */
  public Prepared append(AuditEvent event, @Nullable PersonKey person) {
    return append(event, person, Map.of());
  }

  /** Like {@link #append(AuditEvent, PersonKey)}, with details only the person's key opens. */
  public Prepared append(
      AuditEvent event, @Nullable PersonKey person, Map<String, String> personalDetails) {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("an entry is appended in the transaction of what it records");
    }
    Prepared entry = prepare(event, person, personalDetails);
    store.append(entry);
    return entry;
  }

  /**
   * Appends in a transaction of its own: for what was refused or failed, whose own transaction
   * leaves no trace.
   *
   * @return the entry as it was appended
   */
  public Prepared appendAlone(AuditEvent event, @Nullable PersonKey person) {
    Prepared entry = prepare(event, person, Map.of());
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      alone.executeWithoutResult(status -> store.append(entry));
    } else {
      store.appendAlone(entry);
    }
    return entry;
  }

  /**
   * Makes an entry that another statement appends by {@code audit.append}, together with what it
   * records.
   */
  public Prepared prepare(
      AuditEvent event, @Nullable PersonKey person, Map<String, String> personalDetails) {
    Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    UUID entryId = ids.next();
    byte[] canonical = new CanonicalMap(event.members(entryId, at)).encode();
    byte[] eventKey = sealer.newEventKey();
    byte[] eventPart = sealer.sealEvent(entryId, at, eventKey, canonical);
    Hash eventCommitment = Leaf.commit(eventKey, canonical);
    if (person == null) {
      Hash nobody = Hash.of(sealer.tenantCommitment(entryId));
      Leaf leaf = new Leaf(at, eventCommitment, nobody);
      return new Prepared(entryId, at, eventPart, null, null, leaf.encode());
    }
    byte[] identification = sealer.identification(person, entryId, personalDetails);
    Leaf leaf = new Leaf(at, eventCommitment, Hash.of(person.commit(identification)));
    return new Prepared(
        entryId,
        at,
        eventPart,
        sealer.sealPerson(person, entryId, identification),
        EntrySealer.tag(person, EntrySealer.month(at)),
        leaf.encode());
  }

  /** Makes room for entries from the month of {@code first} on, for {@code months} months. */
  public void makeRoom(LocalDate first, int months) {
    store.ensurePartitions(first, months);
  }

  /** Appends prepared entries in the current transaction. */
  public void append(List<Prepared> entries) {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException(
          "entries are appended in the transaction of what they record");
    }
    if (entries.size() == 1) {
      store.append(entries.getFirst());
    } else if (!entries.isEmpty()) {
      store.copy(entries);
    }
  }

  /**
   * An entry ready to be stored.
   *
   * @param eventPart the sealed event
   * @param personPart the sealed identification; null for an entry about nobody
   * @param tag under which the person's activity finds the entry; null for an entry about nobody
   * @param leaf the 73 bytes that go into the tree
   */
  public record Prepared(
      UUID entryId,
      Instant at,
      byte[] eventPart,
      byte @Nullable [] personPart,
      byte @Nullable [] tag,
      byte[] leaf) {

    /**
     * The named parameters of {@code audit.append(:entryId, :at, :eventPart, :personPart, :tag,
     * :leaf)}.
     */
    public Map<String, @Nullable Object> parameters() {
      Map<String, @Nullable Object> parameters = new HashMap<>();
      parameters.put("entryId", entryId);
      parameters.put("at", Timestamp.from(at));
      parameters.put("eventPart", eventPart);
      parameters.put("personPart", personPart);
      parameters.put("tag", tag);
      parameters.put("leaf", leaf);
      return parameters;
    }
  }
}
