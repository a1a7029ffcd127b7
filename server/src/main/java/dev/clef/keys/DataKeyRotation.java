package dev.clef.keys;

import dev.clef.keys.DataKeyStore.Older;
import dev.clef.keys.DataKeyStore.Progress;
import dev.clef.keys.DataKeyStore.Retired;
import dev.clef.platform.Randomness;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives everybody a new data key while the system serves. Each page of people gets its keys in one
 * transaction here; whoever holds data encrypted under the earlier keys encrypts it anew before the
 * next page is asked for. Commitment keys stay: the log stands on them. Thread-safe.
 *
 * <p>Whatever interrupts it, the page is done again: who has a new key keeps it, and data that is
 * encrypted anew stays as it is. Nodes that work at once do the same page twice, to the same end.
 */
public final class DataKeyRotation {

  private static final Heads NO_HEADS = new Heads(Map.of(), Map.of());

  /** People a page; their rows are locked for as long as it takes to wrap their keys. */
  private static final int PAGE = 200;

  private final DataKeyStore store;
  private final PersonKeyStore people;
  private final PersonKeyWrapper wrapper;
  private final PersonKeyCache cache;
  private final KeyRings rings;
  private final Epochs epochs;
  private final TransactionTemplate transaction;
  private final ObjectProvider<KeyEvents> events;
  private final Randomness randomness;
  private final Clock clock;

  DataKeyRotation(
      DataKeyStore store,
      PersonKeyStore people,
      PersonKeyWrapper wrapper,
      PersonKeyCache cache,
      KeyRings rings,
      Epochs epochs,
      TransactionTemplate transaction,
      ObjectProvider<KeyEvents> events,
      Randomness randomness,
      Clock clock) {
    this.store = store;
    this.people = people;
    this.wrapper = wrapper;
    this.cache = cache;
    this.rings = rings;
    this.epochs = epochs;
    this.transaction = transaction;
    this.events = events;
    this.randomness = randomness;
    this.clock = clock;
  }

  /**
   * The latest rotation.
   *
   * @param people how many there were when it began
   * @param renewed of them and of those who came since, how many have a new key and their data
   *     under it
   * @param damaged people whose keys or data do not open; these stay as they are
   */
  public record Status(
      int number,
      Instant startedAt,
      @Nullable Instant finishedAt,
      long people,
      long renewed,
      long damaged) {}

  /**
   * People who have new keys and whose data is to be encrypted anew.
   *
   * @param rotation its number
   * @param after who stands before the page
   */
  public record Page(int rotation, PersonRef after, List<PersonRef> people) {}

  /** How the latest rotation stands; empty when there never was one. */
  public Optional<Status> status() {
    return store
        .latest(epochs.region())
        .map(it ->
            new Status(
                it.number(),
                it.startedAt(),
                it.finishedAt().orElse(null),
                it.total(),
                it.done(),
                it.damaged()));
  }

  /**
   * Begins; the work is done in the background.
   *
   * @throws KeyChangeRefused when a rotation runs already
   */
  void begin() {
    if (!store.begin(epochs.region(), clock.instant())) {
      throw new KeyChangeRefused("the data keys are being replaced already");
    }
  }

  /** Whether there is something to be done. */
  public boolean isRunning() {
    return running().isPresent();
  }

  private Optional<Progress> running() {
    return store.latest(epochs.region()).filter(it -> it.finishedAt().isEmpty());
  }

  /** Gives the next page of people new keys; empty when nothing is to be done. */
  public Optional<Page> next() {
    Progress seen = running().orElse(null);
    if (seen == null) {
      return Optional.empty();
    }
    List<PersonRef> page = store.page(epochs.region(), seen.at(), PAGE);
    if (page.isEmpty()) {
      store.finish(epochs.region(), seen.number(), clock.instant());
      report();
      return Optional.empty();
    }
    transaction.executeWithoutResult(status -> replace(page, seen.startedAt()));
    page.forEach(cache::forget);
    return Optional.of(new Page(seen.number(), seen.at(), page));
  }

  /**
   * The data of a page is encrypted anew.
   *
   * @param damaged of how many people it is not, because keys or data do not open
   */
  public void done(Page page, int damaged) {
    store.advance(epochs.region(), page, page.people().size() - damaged, damaged);
  }

  /** New data keys for those who had none since, and whose keys open. */
  private void replace(List<PersonRef> page, Instant since) {
    // Nobody is erased and no epoch moves meanwhile: each of them touches many rows in its order.
    for (int part = 0; part < PersonKeyStore.PARTS; part++) {
      people.lockPart(part);
    }
    List<Integer> live = epochs.lockLive();
    Map<PersonRef, List<WrappedPerson>> rows = new LinkedHashMap<>();
    store
        .lock(page, live)
        .forEach(row -> rows.computeIfAbsent(row.person(), _ -> new ArrayList<>()).add(row));
    Set<PersonRef> done = store.replacedSince(page, since);
    List<WrappedPerson> fresh = new ArrayList<>();
    List<Retired> retired = new ArrayList<>();
    rows.forEach((person, theirs) -> {
      if (!done.contains(person)) {
        replace(theirs, fresh, retired);
      }
    });
    if (!fresh.isEmpty()) {
      store.retire(retired, clock.instant());
      store.replace(fresh);
    }
  }

  /**
   * A new data key for the person of these rows.
   *
   * @param rows in the current epoch and, behind that, in the one being prepared
   */
  private void replace(List<WrappedPerson> rows, List<WrappedPerson> fresh, List<Retired> retired) {
    PersonKey before;
    try {
      before = wrapper.unwrap(rows.getFirst(), NO_HEADS);
    } catch (EnvelopeRejected damaged) {
      return; // whoever looks for their data comes upon it, and counts them
    }
    PersonKey after = before.with(fresh(before.dataKey().version() + 1));
    try {
      byte[] sealed = rings.sealed(before.person(), before.dataKey(), after.dataKey());
      Older older = new Older(before.dataKey().version(), sealed);
      requireSame(before.dataKey(), rings.opened(before.person(), after.dataKey(), older));
      retired.add(new Retired(before.person(), older.version(), sealed));
      for (WrappedPerson row : rows) {
        WrappedPerson wrapped =
            wrapper.wrap(after, row.branch().epoch(), row.createdAt(), row.confirmed());
        requireSame(after.dataKey(), wrapper.unwrap(wrapped, NO_HEADS).dataKey());
        fresh.add(wrapped);
      }
    } finally {
      after.wipe();
      before.wipe();
    }
  }

  /** Before a key is given up that opens all of a person's data, its successor is tried. */
  private static void requireSame(DataKey expected, DataKey opened) {
    boolean same = expected.sameBytes(opened);
    opened.wipe();
    if (!same) {
      throw new IllegalStateException("a key does not open what it wrapped");
    }
  }

  private DataKey fresh(int version) {
    byte[] bytes = randomness.keyBytes(DataKey.SIZE);
    try {
      return new DataKey(version, bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Says in the log what it does not know yet. */
  void report() {
    for (Progress progress : store.unreported(epochs.region())) {
      String state = progress.finishedAt().isEmpty() ? "begun" : "finished";
      events.ifAvailable(to -> {
        to.happened("keys.data." + state, details(progress));
        store.reported(epochs.region(), progress.number(), state);
      });
    }
  }

  private static Map<String, String> details(Progress progress) {
    return Map.of(
        "number", Integer.toString(progress.number()),
        "people", Long.toString(progress.total()),
        "renewed", Long.toString(progress.done()),
        "damaged", Long.toString(progress.damaged()));
  }
}
