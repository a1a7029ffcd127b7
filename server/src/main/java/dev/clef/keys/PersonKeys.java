package dev.clef.keys;

import dev.clef.platform.Randomness;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The keys of people: made, looked up, destroyed; with the versions of their fields and the index
 * rows that find them. Every method runs in a transaction of its own on the keys database.
 * Thread-safe.
 *
 * <p>Creation commits here first and in the data database second; a key whose account never came is
 * reaped. Destruction is one step of the erasure saga and may be repeated.
 */
public final class PersonKeys {

  private static final Logger log = LoggerFactory.getLogger(PersonKeys.class);
  private static final int FIRST_VERSION = 1;

  private final PersonKeyStore people;
  private final ErasureEntries erasures;
  private final IndexStore index;
  private final IndexKeys indexKeys;
  private final Epochs epochs;
  private final Registrar registrar;
  private final PersonKeyWrapper wrapper;
  private final PersonKeyCache cache;
  private final NodeLease lease;
  private final TransactionTemplate transaction;
  private final Randomness randomness;
  private final Clock clock;

  PersonKeys(
      PersonKeyStore people,
      ErasureEntries erasures,
      IndexStore index,
      IndexKeys indexKeys,
      Epochs epochs,
      PersonKeyWrapper wrapper,
      PersonKeyCache cache,
      NodeLease lease,
      TransactionTemplate transaction,
      Randomness randomness,
      Clock clock) {
    this.people = people;
    this.erasures = erasures;
    this.index = index;
    this.indexKeys = indexKeys;
    this.epochs = epochs;
    this.registrar = new Registrar(people, index, indexKeys, epochs, wrapper, transaction, clock);
    this.wrapper = wrapper;
    this.cache = cache;
    this.lease = lease;
    this.transaction = transaction;
    this.randomness = randomness;
    this.clock = clock;
  }

  /**
   * Keys that are destroyed.
   *
   * @param epochs of each person, the newest under which their keys were ever wrapped
   * @param nodes other nodes that could have had them in memory
   * @param took until none of these had, from the destruction on
   */
  public record Destroyed(Map<PersonRef, Integer> epochs, int nodes, Duration took) {}

  /**
   * Makes the keys of a new person in memory; {@code fields} will be stored in their first version.
   */
  public NewPerson generate(PersonRef person, Set<String> fields) {
    Map<String, Long> heads =
        fields.stream().collect(Collectors.toMap(field -> field, field -> 1L));
    return new NewPerson(new PersonKey(person, fresh(), fresh(), new Heads(heads, Map.of())));
  }

  private DataKey fresh() {
    byte[] bytes = randomness.keyBytes(DataKey.SIZE);
    try {
      return new DataKey(FIRST_VERSION, bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /**
   * Stores new people with their index rows, all or none.
   *
   * @throws NameTaken when a user name or an imported source is taken
   */
  public void register(List<NewPerson.Registration> registrations) {
    registrar.register(registrations);
  }

  /**
   * The keys of a person.
   *
   * @throws KeyUnavailable when there are none: never made or destroyed
   * @throws EnvelopeRejected when what is stored is damaged or belongs to somebody else
   */
  public PersonKey get(PersonRef person) {
    lease.require();
    PersonKey known = cache.get(person);
    return known != null ? known : lookUp(person);
  }

  /** Like {@link #get}, but never from memory: for a second opinion on version heads. */
  public PersonKey lookUp(PersonRef person) {
    lease.require();
    long mark = cache.mark();
    PersonKeyStore.Row row =
        people
            .find(epochs.region(), person)
            .orElseThrow(() -> new KeyUnavailable("no key for this person"));
    PersonKey key = wrapper.unwrap(row.keys(), row.heads()).kept();
    cache.put(key, mark);
    return key;
  }

  /**
   * Works with the keys of many people, without those who have none and those whose keys do not
   * open; the keys are overwritten afterwards.
   */
  public void with(Collection<PersonRef> persons, Consumer<List<PersonKey>> work) {
    List<PersonKey> keys = open(persons);
    try {
      work.accept(keys);
    } finally {
      keys.forEach(PersonKey::wipe);
    }
  }

  private List<PersonKey> open(Collection<PersonRef> persons) {
    lease.require();
    List<PersonKey> keys = new ArrayList<>(persons.size());
    for (PersonKeyStore.Row row : people.find(epochs.region(), persons)) {
      try {
        keys.add(wrapper.unwrap(row.keys(), row.heads()));
      } catch (EnvelopeRejected damaged) {
        log.warn("the keys of a person do not open: {}", row.keys().person().personId());
      }
    }
    return keys;
  }

  /**
   * Asked before what was decrypted leaves this node: somebody may have been erased while the node
   * was out of touch.
   *
   * @throws LeaseLost when it must not leave
   */
  public void requireLease() {
    lease.require();
  }

  /**
   * First half of a write: announces new versions and index rows. The caller holds the person's row
   * lock in the data database and passes the versions it sees there, which settle what became of an
   * earlier write.
   *
   * @param stored field to version as the data database has them now, for all fields ever written
   * @param changes field to the version about to be written
   * @param found by what the person is found once the write has happened, instead of what else
   *     there is of the same kinds
   * @throws RolledBack when a stored version is older than the newest known
   * @throws NameTaken when a user name is taken
   */
  public void announce(
      PersonRef person,
      Map<String, Long> stored,
      Map<String, Long> changes,
      List<IndexEntry> found) {
    try {
      IndexKeys.Versions versions = indexKeys.versions();
      while (!announced(person, stored, changes, found, versions)) {
        versions = indexKeys.refreshed();
      }
    } catch (DuplicateKeyException e) {
      throw new NameTaken();
    } finally {
      cache.forget(person);
    }
  }

  /** False when other versions of the index keys are in force by now. */
  private boolean announced(
      PersonRef person,
      Map<String, Long> stored,
      Map<String, Long> changes,
      List<IndexEntry> found,
      IndexKeys.Versions versions) {
    List<IndexRow> rows = indexKeys.rows(person.tenantId(), found, versions);
    return Boolean.TRUE.equals(
        transaction.execute(status -> {
          if (!rows.isEmpty() && !indexKeys.lock().equals(versions)) {
            return false;
          }
          Heads heads =
              people
                  .lockHeads(person)
                  .orElseThrow(() -> new KeyUnavailable("no key for this person"));
          Heads settled = settle(person, heads, stored);
          people.writeHeads(person, new Heads(settled.confirmed(), changes));
          index.announce(person, rows);
          return true;
        }));
  }

  /** People with a write whose outcome nobody has settled yet, those under way among them. */
  public List<PersonRef> unsettled(int limit) {
    return people.unsettled(limit);
  }

  /**
   * Settles what became of an interrupted write, without another one following. The caller holds
   * the person's row lock in the data database.
   *
   * @param stored field to version as the data database has them now
   */
  public void settle(PersonRef person, Map<String, Long> stored) {
    transaction.executeWithoutResult(status ->
        people
            .lockHeads(person)
            .filter(heads -> !heads.pending().isEmpty())
            .ifPresent(heads -> people.writeHeads(person, settle(person, heads, stored))));
    cache.forget(person);
  }

  /**
   * Decides whether an unfinished earlier write happened: its versions are either all there or none
   * is.
   */
  private Heads settle(PersonRef person, Heads heads, Map<String, Long> stored) {
    boolean happened =
        !heads.pending().isEmpty()
            && heads.pending().entrySet().stream()
                .allMatch(entry -> entry.getValue().equals(stored.get(entry.getKey())));
    Heads settled = happened ? heads.promoted() : new Heads(heads.confirmed(), Map.of());
    if (happened) {
      index.promote(person);
    } else {
      index.dropPending(person);
    }
    settled
        .confirmed()
        .forEach((field, version) -> {
          if (!version.equals(stored.getOrDefault(field, 0L))) {
            throw new RolledBack();
          }
        });
    return settled;
  }

  /**
   * Second half of a write: it is committed, so what was announced is the newest now.
   *
   * @param announced the {@code changes} of its first half
   */
  public void promote(PersonRef person, Map<String, Long> announced) {
    // What is pending may be the announcement of the next write by now: that one promotes it.
    transaction.executeWithoutResult(status ->
        people
            .lockHeads(person)
            .filter(heads -> heads.pending().equals(announced))
            .ifPresent(heads -> {
              people.writeHeads(person, heads.promoted());
              index.promote(person);
            }));
    cache.forget(person);
  }

  /**
   * Destroys the keys, the index rows and the heads of people and records the erasures under their
   * certificates. What was encrypted under the keys cannot be read again on this node; other copies
   * of the key bytes (write-ahead log, backups of this database) die with their epoch.
   *
   * <p>Comes back when no other node has the keys in memory any more, at the latest when its lease
   * has run out.
   *
   * @param certificates the number of each person's certificate
   * @throws LeaseLost when this node cannot tell; the keys are destroyed, call again
   */
  public Destroyed destroy(Map<PersonRef, UUID> certificates) {
    Instant now = clock.instant();
    Set<PersonRef> persons = certificates.keySet();
    Map<PersonRef, Integer> stood =
        Objects.requireNonNull(
            transaction.execute(status -> {
              people.shareWithEpochs(persons);
              indexKeys.lock(); // the tombstones stay under the versions in force
              int newest = Collections.max(epochs.lockLive());
              people.destroy(persons, now);
              return erasures.enter(certificates, now, newest);
            }));
    cache.wipe(persons);
    NodeLease.Eviction eviction = lease.awaitOthers();
    return new Destroyed(stood, eviction.nodes(), eviction.took());
  }

  /** A value a person is found by is proven to be theirs; false when they are not, or no more. */
  public boolean verify(PersonRef person, IndexEntry entry) {
    return registrar.verify(person, entry);
  }

  /** Whether the person was erased. */
  public boolean erased(PersonRef person) {
    return erasures.erased(person);
  }

  /** People registered more than {@code age} ago whose account is not known to exist. */
  public List<PersonRef> unconfirmed(Duration age, int limit) {
    return people.unconfirmed(clock.instant().minus(age), limit);
  }

  /** The accounts of these people exist. */
  public void confirm(List<PersonRef> persons) {
    transaction.executeWithoutResult(status -> people.confirm(persons));
  }

  /**
   * The data database was restored from a backup: nobody's keys are reaped for having no account.
   */
  public void believeAll() {
    people.believeAll();
  }

  /**
   * The data database was restored from a backup: nobody's account is known to exist any more who
   * registered since.
   *
   * @return how many
   */
  public int doubt(Instant since) {
    return people.doubt(since);
  }

  /**
   * The data database was restored from a backup and its operator accepts that: the versions it
   * holds are the newest from now on. The caller holds the person's row lock there.
   *
   * @return whether the person had newer ones
   */
  public boolean acceptOlder(PersonRef person, Map<String, Long> stored) {
    boolean older =
        Boolean.TRUE.equals(
            transaction.execute(status -> {
              Heads heads = people.lockHeads(person).orElse(null);
              if (heads == null || heads.confirmed().equals(stored)) {
                return false;
              }
              people.writeHeads(person, new Heads(stored, Map.of()));
              index.dropPending(person);
              return true;
            }));
    cache.forget(person);
    return older;
  }

  /**
   * Removes keys and index rows of people whose account never came into being; leaves no
   * tombstones.
   */
  public void reap(List<PersonRef> persons) {
    transaction.executeWithoutResult(status -> {
      people.shareWithEpochs(persons);
      people.reap(persons);
    });
    cache.wipe(Set.copyOf(persons));
  }

  /** Keys kept beyond their time are dropped. */
  @Scheduled(fixedDelayString = "PT1S", initialDelayString = "PT1S")
  void sweep() {
    cache.sweep();
    CryptoEngine.sweep();
  }
}
