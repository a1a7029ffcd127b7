package dev.clef.keys;

import dev.clef.keys.IndexRotationStore.Progress;
import dev.clef.keys.IndexRotationStore.Tombstone;
import dev.clef.platform.db.AdvisoryLock;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Replaces the keys of the blind indexes while people are found by what they call themselves. From
 * its beginning rows of both versions are written and looked up; whoever can read names gives each
 * page of people their rows under the new keys; then the old ones are forgotten and, after a while,
 * destroyed: a backup of this database from before tells nobody any more who was in it.
 * Thread-safe.
 *
 * <p>Whatever interrupts it, a page is done again and changes nothing twice. Uniqueness of names
 * holds throughout: who has a name has it under one of the two versions, who wants it writes both.
 */
public final class IndexRotation {

  private static final int PAGE = 200;
  private static final int TOMBSTONES = 1000;

  /** Until every node looks for both versions. */
  private static final Duration KNOWN = IndexKeys.FRESH.multipliedBy(2);

  /** No erasure under way began longer ago, by whichever node's clock. */
  private static final Duration LATE = Duration.ofHours(1);

  /** Who could not be done is tried again after this. */
  private static final Duration PAUSE = Duration.ofMinutes(1);

  /** In PostgreSQL's advisory locks of the keys database: one process works at a time. */
  private static final long LOCK = 0x0C1EF_4009L;

  private final IndexRotationStore store;
  private final PersonKeyStore people;
  private final IndexKeys indexKeys;
  private final DataSource dataSource;
  private final TransactionTemplate transaction;
  private final ObjectProvider<KeyEvents> events;
  private final Clock clock;

  IndexRotation(
      IndexRotationStore store,
      PersonKeyStore people,
      IndexKeys indexKeys,
      DataSource dataSource,
      TransactionTemplate transaction,
      ObjectProvider<KeyEvents> events,
      Clock clock) {
    this.store = store;
    this.people = people;
    this.indexKeys = indexKeys;
    this.dataSource = dataSource;
    this.transaction = transaction;
    this.events = events;
    this.clock = clock;
  }

  /**
   * The latest rotation.
   *
   * @param version of the keys that take over
   * @param finishedAt when nobody was left under the keys before
   * @param destroyedAt when those were destroyed
   * @param people how many there were when it began
   * @param renewed of them and of those who came since, how many are found under the new keys
   * @param damaged people whose names could not be read, or not at this moment; they are found
   *     under the keys before, which are kept for as long as there are such people
   * @param passes how often everybody was gone through and such people were left
   */
  public record Status(
      int version,
      Instant startedAt,
      @Nullable Instant finishedAt,
      @Nullable Instant destroyedAt,
      long people,
      long renewed,
      long damaged,
      int passes) {}

  /**
   * People who are to be found under the new keys.
   *
   * @param version of these keys
   * @param after who stands before the page
   */
  public record Page(int version, PersonRef after, List<PersonRef> people) {}

  /** How the latest rotation stands; empty when there never was one. */
  public Optional<Status> status() {
    return store
        .latest()
        .map(it ->
            new Status(
                it.version(),
                it.startedAt(),
                it.finishedAt().orElse(null),
                it.destroyedAt().orElse(null),
                it.total(),
                it.done(),
                Math.max(it.damaged(), it.leftOver()),
                it.passes()));
  }

  /**
   * Begins; the work is done in the background.
   *
   * @throws KeyChangeRefused when a rotation runs already
   */
  void begin() {
    IndexKeys.Versions seen = indexKeys.refreshed();
    requireRest(seen);
    int version = seen.newest() + 1;
    indexKeys.make(version);
    long total = store.people();
    transaction.executeWithoutResult(status -> {
      IndexKeys.Versions versions = store.hold();
      requireRest(versions);
      if (versions.equals(seen)) { // else somebody's rotation came and went
        store.setVersions(new IndexKeys.Versions(seen.newest(), version));
        store.begin(version, total);
      }
    });
  }

  /** There are never rows of three versions. */
  private void requireRest(IndexKeys.Versions versions) {
    boolean kept = store.latest().filter(it -> it.destroyedAt().isEmpty()).isPresent();
    if (versions.oldest() < versions.newest() || kept) {
      throw new KeyChangeRefused("the index keys are being replaced, or the ones before kept");
    }
  }

  /** Does work that one process at a time does; nothing when another one is at it. */
  public void alone(Runnable work) {
    AdvisoryLock.tryWith(dataSource, LOCK, work);
  }

  /** Whether there is something to be done. */
  public boolean isRunning() {
    return running().isPresent();
  }

  private Optional<Progress> running() {
    return store
        .latest()
        .filter(it -> it.finishedAt().isEmpty())
        .filter(it -> store.mayWork(it.version(), KNOWN, PAUSE));
  }

  /** The next page of people; empty when nothing is to be done now. */
  public Optional<Page> next() {
    Progress seen = running().orElse(null);
    if (seen == null) {
      return Optional.empty();
    }
    List<PersonRef> page = store.page(seen.version(), seen.at(), PAGE);
    if (!page.isEmpty()) {
      return Optional.of(new Page(seen.version(), seen.at(), page));
    }
    if (seen.leftOver() > 0) {
      store.again(seen);
    } else {
      finish(seen.version());
    }
    return Optional.empty();
  }

  /**
   * A page is done.
   *
   * @param leftOver of how many people it is not
   */
  public void done(Page page, int leftOver) {
    store.advance(page, page.people().size() - leftOver, leftOver);
  }

  /**
   * Puts the rows of a person under the new keys.
   *
   * @param page on which the person stands
   * @param entries everything the person is found by, sources aside, as it was a moment ago
   * @return false when a stored row is of another value than the one of its kind, or the name is
   *     somebody else's: the person is changing it, or one of the two databases was tampered with;
   *     then nothing is changed
   */
  public boolean replace(Page page, PersonRef person, Collection<IndexEntry> entries) {
    try {
      return Boolean.TRUE.equals(
          transaction.execute(status -> {
            boolean whole = replaced(page.version(), person, entries);
            if (!whole) {
              status.setRollbackOnly();
            }
            return whole;
          }));
    } catch (DuplicateKeyException e) {
      return false;
    }
  }

  private boolean replaced(int version, PersonRef person, Collection<IndexEntry> entries) {
    if (indexKeys.lock().newest() != version) {
      return false; // a rotation that is over
    }
    Optional<Heads> heads = people.lockHeads(person); // no write and no erasure meanwhile
    if (heads.isEmpty() || !heads.get().pending().isEmpty()) {
      return heads.isEmpty();
    }
    List<IndexRow> old = new ArrayList<>();
    List<byte[]> digests = new ArrayList<>();
    for (IndexRow row : store.lock(person, version)) {
      String value = value(row.kind(), entries);
      if (row.kind() == IndexKind.SOURCE) {
        old.add(row);
        digests.add(indexKeys.chained(person.tenantId(), row.digest(), version));
      } else if (value == null) {
        store.delete(person, row); // of a value that was removed: it finds nobody
      } else if (isDigest(person, row, value)) {
        old.add(row);
        digests.add(indexKeys.digest(person.tenantId(), row.kind(), value, version));
      } else {
        return false;
      }
    }
    if (store.rekey(person, old, digests, version) < old.size()) {
      old.forEach(row -> store.delete(person, row)); // the same was written since, by the person
    }
    return true;
  }

  private static @Nullable String value(IndexKind kind, Collection<IndexEntry> entries) {
    return entries.stream()
        .filter(it -> it.kind() == kind)
        .map(IndexEntry::value)
        .findFirst()
        .orElse(null);
  }

  private boolean isDigest(PersonRef person, IndexRow row, String value) {
    byte[] expected = indexKeys.digest(person.tenantId(), row.kind(), value, row.keyVersion());
    return MessageDigest.isEqual(expected, row.digest());
  }

  private void copyTombstones(int version, Instant since) {
    Tombstone last = new Tombstone("", new byte[0]);
    List<Tombstone> page = store.tombstones(version - 1, since, last, TOMBSTONES);
    while (!page.isEmpty()) {
      List<byte[]> digests =
          page.stream().map(it -> indexKeys.chained(it.tenantId(), it.digest(), version)).toList();
      store.copyTombstones(page, digests, version);
      page = store.tombstones(version - 1, since, page.getLast(), TOMBSTONES);
    }
  }

  private void finish(int version) {
    Instant start = clock.instant();
    copyTombstones(version, Instant.EPOCH);
    transaction.executeWithoutResult(status -> {
      IndexKeys.Versions versions = store.hold(); // nobody is erased meanwhile
      if (versions.newest() != version || versions.oldest() == version) {
        return; // another node was first
      }
      copyTombstones(version, start.minus(LATE));
      store.setVersions(new IndexKeys.Versions(version, version));
      store.finish(version, clock.instant());
    });
    report();
  }

  /** Destroys the keys before the newest, once nobody has been found by them for {@code hold}. */
  void destroyRetired(Duration hold) {
    Duration least = hold.compareTo(KNOWN) > 0 ? hold : KNOWN;
    store
        .latest()
        .filter(it -> it.destroyedAt().isEmpty())
        .filter(it ->
            it.finishedAt().filter(at -> at.plus(least).isBefore(clock.instant())).isPresent())
        .ifPresent(it -> store.destroyBefore(it.version(), clock.instant()));
    store
        .latest()
        .filter(it -> it.destroyedAt().isPresent())
        .ifPresent(it -> indexKeys.forgetBefore(it.version()));
    report();
  }

  /** Says in the log what it does not know yet. */
  void report() {
    for (Progress progress : store.unreported()) {
      String state =
          progress.destroyedAt().isPresent()
              ? "destroyed"
              : progress.finishedAt().isPresent() ? "finished" : "begun";
      events.ifAvailable(to -> {
        to.happened("keys.index." + state, details(progress));
        store.reported(progress.version(), state);
      });
    }
  }

  private static Map<String, String> details(Progress progress) {
    return Map.of(
        "version", Integer.toString(progress.version()),
        "people", Long.toString(progress.total()),
        "renewed", Long.toString(progress.done()));
  }
}
