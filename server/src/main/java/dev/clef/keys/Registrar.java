package dev.clef.keys;

import dev.clef.platform.db.BinaryCopy.CopyFailed;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stores new people under the epochs and index keys in force, and what they have proven.
 * Thread-safe.
 */
final class Registrar {

  private final PersonKeyStore people;
  private final IndexStore index;
  private final IndexKeys indexKeys;
  private final Epochs epochs;
  private final PersonKeyWrapper wrapper;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Registrar(
      PersonKeyStore people,
      IndexStore index,
      IndexKeys indexKeys,
      Epochs epochs,
      PersonKeyWrapper wrapper,
      TransactionTemplate transaction,
      Clock clock) {
    this.people = people;
    this.index = index;
    this.indexKeys = indexKeys;
    this.epochs = epochs;
    this.wrapper = wrapper;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * All or none.
   *
   * @throws NameTaken when a user name or an imported source is taken
   */
  void register(List<NewPerson.Registration> registrations) {
    try {
      List<Integer> expected = epochs.expected();
      IndexKeys.Versions versions = indexKeys.versions();
      while (!stored(registrations, expected, versions)) {
        expected = epochs.refreshed(); // an epoch has begun or changed since
        versions = indexKeys.refreshed(); // or the index keys have
      }
    } catch (CopyFailed e) {
      if ("23505".equals(e.sqlState())) {
        throw new NameTaken();
      }
      throw e;
    }
  }

  /** Stores people in these epochs and versions; false when others are in force by now. */
  private boolean stored(
      List<NewPerson.Registration> registrations,
      List<Integer> expected,
      IndexKeys.Versions versions) {
    Instant now = clock.instant();
    List<WrappedPerson> wrapped =
        registrations.stream()
            .flatMap(one ->
                expected.stream().map(epoch -> wrapper.wrap(one.person().key(), epoch, now, false)))
            .toList();
    List<IndexStore.Indexed> indexed =
        registrations.stream().map(one -> indexed(one, versions)).toList();
    return Boolean.TRUE.equals(
        transaction.execute(status -> {
          boolean live = epochs.lockLive().equals(expected) && indexKeys.lock().equals(versions);
          if (live) {
            people.copy(wrapped);
            people.copyHeads(registrations);
            index.copy(indexed);
          }
          return live;
        }));
  }

  private IndexStore.Indexed indexed(NewPerson.Registration one, IndexKeys.Versions versions) {
    PersonRef person = one.person().key().person();
    return new IndexStore.Indexed(person, indexKeys.rows(person.tenantId(), one.index(), versions));
  }

  /** Marks a value a person is found by as proven; false when they are not found by it. */
  boolean verify(PersonRef person, IndexEntry entry) {
    return Boolean.TRUE.equals(
        transaction.execute(status -> {
          byte[][] digests =
              indexKeys.rows(person.tenantId(), List.of(entry), indexKeys.lock()).stream()
                  .map(IndexRow::digest)
                  .toArray(byte[][]::new);
          return people.lockHeads(person).isPresent()
              && index.verify(person, entry.kind(), digests);
        }));
  }
}
