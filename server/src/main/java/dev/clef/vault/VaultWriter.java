package dev.clef.vault;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.keys.Envelope;
import dev.clef.keys.EnvelopeContext;
import dev.clef.keys.EnvelopeRejected;
import dev.clef.keys.IndexEntry;
import dev.clef.keys.KeysProperties;
import dev.clef.keys.NewPerson;
import dev.clef.keys.PersonKey;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.PersonRef;
import dev.clef.keys.RolledBack;
import dev.clef.subject.Purpose;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Use.Act;
import dev.clef.vault.FieldValue.Origin;
import dev.clef.vault.VaultStore.NewRow;
import dev.clef.vault.VaultStore.NewState;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes personal data. A change of a person who exists announces the new versions in the keys
 * database, commits rows and log entry together in the data database, and promotes; whichever step
 * a crash leaves out, the next write or {@link #settleInterrupted} settles. Thread-safe.
 */
public final class VaultWriter {

  private static final Logger LOG = LoggerFactory.getLogger(VaultWriter.class);
  private static final int UNSETTLED = 1000;

  private final VaultStore store;
  private final PersonKeys keys;
  private final Envelope envelope;
  private final AuditLog log;
  private final Gate gate;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final String region;

  VaultWriter(
      VaultStore store,
      PersonKeys keys,
      Envelope envelope,
      AuditLog log,
      Gate gate,
      TransactionTemplate transaction,
      Clock clock,
      KeysProperties properties) {
    this.store = store;
    this.keys = keys;
    this.envelope = envelope;
    this.log = log;
    this.gate = gate;
    this.transaction = transaction;
    this.clock = clock;
    this.region = properties.region();
  }

  /**
   * A change of fields.
   *
   * @param values field to new value; an empty value empties the field
   * @param index rows by which the person will be found, replacing those of the same kinds
   * @param origin who gives the values
   */
  public record Change(Map<String, byte[]> values, List<IndexEntry> index, Origin origin) {

    public Change {
      if (!values.keySet().stream().allMatch(Fields::isValid)) {
        throw new IllegalArgumentException("a field the vault does not know");
      }
    }
  }

  /**
   * Changes fields of a person and whatever else {@code alongside} writes, in one transaction of
   * the data database.
   *
   * @throws AccessDenied when {@code access} does not reach the fields, or the person is unknown,
   *     erased or somebody else; the refusal is logged
   * @throws dev.clef.keys.NameTaken when a new user name is taken
   * @throws DataUnreadable when what is stored was rolled back
   */
  public void write(SubjectId subject, Change change, Access access, Runnable alongside) {
    writeOver(subject, Map.of(), change, access, alongside);
  }

  /**
   * Likewise, over what was read and nothing newer.
   *
   * @param seen the versions of fields as they were read, 0 of one that held nothing
   * @throws Overtaken when one of them was written since
   */
  public void writeOver(
      SubjectId subject, Map<String, Long> seen, Change change, Access access, Runnable alongside) {
    writeOver(subject, seen, change, access, _ -> alongside.run());
  }

  /** Likewise; {@code alongside} is told the versions that are being written. */
  public void writeOver(
      SubjectId subject,
      Map<String, Long> seen,
      Change change,
      Access access,
      Consumer<Map<String, Long>> alongside) {
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("a write is promoted after its own transaction committed");
    }
    Set<String> fields = change.values().keySet();
    gate.require(subject, fields, access, Act.WRITE);
    PersonRef person = Vault.ref(subject);
    try {
      // A denial is logged when the transaction is over: it takes a connection of its own.
      @Nullable Map<String, Long> written =
          transaction.execute(status -> writeLocked(person, seen, change, access, alongside));
      if (written == null) {
        throw gate.byState(subject, fields, access, Act.WRITE);
      }
      keys.promote(person, written);
    } catch (RolledBack e) {
      log.appendAlone(access.event("data.corrupt").with("what", "rolled_back"), keys.get(person));
      throw new DataUnreadable();
    }
  }

  /** The versions written; null when the person's state does not grant it. */
  private @Nullable Map<String, Long> writeLocked(
      PersonRef person,
      Map<String, Long> seen,
      Change change,
      Access access,
      Consumer<Map<String, Long>> alongside) {
    if (!store.lockFor(person, access)) {
      return null;
    }
    // Never from memory: what is written after a change of the data key is written under the new.
    PersonKey key = keys.lookUp(person);
    Map<String, Long> stored = store.versions(person);
    seen.forEach((field, version) -> {
      if (!version.equals(stored.getOrDefault(field, 0L))) {
        throw new Overtaken();
      }
    });
    Map<String, Long> next = new HashMap<>();
    change.values().keySet().forEach(f -> next.put(f, stored.getOrDefault(f, 0L) + 1));
    keys.announce(person, stored, next, change.index());
    change
        .values()
        .forEach((field, value) ->
            store.upsert(
                row(key, field, next.getOrDefault(field, 1L), value, change.origin()),
                clock.instant()));
    log.append(access.event("data.written").fields(change.values().keySet()), key);
    alongside.accept(next);
    return next;
  }

  /** Settles writes that a crash interrupted, so that no name stays taken by one of them. */
  @Scheduled(fixedDelayString = "PT10S", initialDelayString = "PT5S")
  void settleInterrupted() {
    for (PersonRef person : keys.unsettled(UNSETTLED)) {
      try {
        transaction.executeWithoutResult(status -> {
          if (store.lock(person)) {
            keys.settle(person, store.versions(person));
          }
        });
      } catch (RolledBack | EnvelopeRejected damaged) {
        // The person's next read refuses and says so in the log; there is nothing to settle.
        LOG.debug("An interrupted write was not settled");
      }
    }
  }

  /** The fields of a person that {@code origin} wrote last. */
  public Set<String> writtenBy(SubjectId subject, Origin origin) {
    return Set.copyOf(store.writtenBy(Vault.ref(subject), origin));
  }

  /**
   * New people, sealed and ready: keys, first values, what may be done with them.
   *
   * @param keys the registration in the keys database, to be committed first
   */
  public record Sealed(NewPerson.Registration keys, List<NewRow> rows, NewState state) {

    /** The keys of the new person. */
    public PersonKey key() {
      return keys.person().key();
    }

    /** Overwrites the keys here: the person is stored, or never will be. */
    public void wipe() {
      keys.person().wipe();
    }
  }

  /** Makes the keys of a new person and encrypts the first values; nothing is stored. */
  public Sealed seal(SubjectId subject, Change change, String ageClass, String residency) {
    PersonRef person = Vault.ref(subject);
    NewPerson made = keys.generate(person, change.values().keySet());
    List<NewRow> rows = new ArrayList<>(change.values().size());
    BiConsumer<String, byte[]> add =
        (field, value) -> rows.add(row(made.key(), field, 1, value, change.origin()));
    change.values().forEach(add);
    return new Sealed(
        new NewPerson.Registration(made, change.index(), change.values().keySet()),
        rows,
        new NewState(person, allPurposes(), ageClass, residency));
  }

  /**
   * Stores sealed people in the current transaction of the data database; their keys are committed
   * already.
   */
  public void insert(List<Sealed> people) {
    store.copyStates(people.stream().map(Sealed::state).toList());
    store.copyFields(people.stream().flatMap(p -> p.rows().stream()).toList(), clock.instant());
  }

  /**
   * Takes what is stored for the newest of everybody who is not erased: the database was restored,
   * and the operator accepts that later changes are lost. Everybody whose data is older than it was
   * finds that in the log.
   *
   * @return how many people that is
   */
  public long acceptOlder() {
    long older = 0;
    UUID after = new UUID(0, 0);
    List<PersonRef> page = store.readable(after, UNSETTLED);
    while (!page.isEmpty()) {
      for (PersonRef person : page) {
        if (Boolean.TRUE.equals(transaction.execute(status -> acceptOlder(person)))) {
          older++;
        }
      }
      page = store.readable(page.getLast().personId(), UNSETTLED);
    }
    return older;
  }

  private boolean acceptOlder(PersonRef person) {
    if (!store.lock(person) || !keys.acceptOlder(person, store.versions(person))) {
      return false;
    }
    log.append(AuditEvent.service("data.older_accepted"), keys.get(person));
    return true;
  }

  /** From the current transaction on, nothing about these people can be read, on no node. */
  public void fence(Collection<SubjectId> subjects) {
    store.fence(subjects);
  }

  /** Deletes the ciphertexts of people in the current transaction. */
  public void delete(Collection<SubjectId> subjects) {
    store.delete(subjects);
  }

  /** Records the person's age class for decisions that need no birth date. */
  public void setAgeClass(SubjectId subject, String ageClass) {
    store.setAgeClass(Vault.ref(subject), ageClass);
  }

  private NewRow row(PersonKey key, String field, long version, byte[] value, Origin origin) {
    PersonRef person = key.person();
    byte[] ciphertext =
        envelope.seal(
            key.dataKey(),
            new EnvelopeContext(region, person.tenantId(), person.personId(), field, version),
            value);
    return new NewRow(person, field, version, ciphertext, origin);
  }

  private static List<String> allPurposes() {
    return Arrays.stream(Purpose.values()).map(Purpose::code).toList();
  }
}
