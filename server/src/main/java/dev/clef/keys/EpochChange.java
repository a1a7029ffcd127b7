package dev.clef.keys;

import dev.clef.keys.EpochProgress.Step;
import dev.clef.keys.Epochs.Epoch;
import dev.clef.keys.Epochs.State;
import dev.clef.platform.Randomness;
import dev.clef.platform.db.AdvisoryLock;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Changes the epoch while the system serves: a new regional key, new branch keys, every person's
 * keys wrapped by them and checked, then the switch; later the old regional key is destroyed, and
 * with it every copy of what it wrapped, in whatever backup. One process at a time; every step may
 * be interrupted and is taken up again.
 */
final class EpochChange {

  private static final Logger log = LoggerFactory.getLogger(EpochChange.class);

  /** In PostgreSQL's advisory locks of the keys database: one change at a time. */
  private static final long LOCK = 0x0C1EF_E90C4L;

  /** What becomes of people whose keys do not open any more. */
  enum Damaged {
    /** They stop the change before the switch. */
    STOP,
    /** Likewise, but first everybody is looked at again: they may have been repaired. */
    LOOK_AGAIN,
    /** They stay behind. */
    LEAVE
  }

  private final Epochs epochs;
  private final EpochStore store;
  private final EpochWork work;
  private final BranchKeys branches;
  private final KeyCustodian custodian;
  private final TransactionTemplate transaction;
  private final DataSource dataSource;
  private final Randomness randomness;
  private final Clock clock;

  EpochChange(
      Epochs epochs,
      EpochStore store,
      EpochWork work,
      BranchKeys branches,
      KeyCustodian custodian,
      TransactionTemplate transaction,
      DataSource dataSource,
      Randomness randomness,
      Clock clock) {
    this.epochs = epochs;
    this.store = store;
    this.work = work;
    this.branches = branches;
    this.custodian = custodian;
    this.transaction = transaction;
    this.dataSource = dataSource;
    this.randomness = randomness;
    this.clock = clock;
  }

  /**
   * Prepares the next epoch, or goes on where an earlier call was interrupted, until it is current.
   *
   * @param damaged what becomes of people whose keys do not open any more
   * @return the number of the new epoch
   * @throws KeyChangeRefused when another process is at it, or keys are damaged
   */
  int run(Damaged damaged) {
    AtomicInteger current = new AtomicInteger();
    if (!AdvisoryLock.tryWith(dataSource, LOCK, () -> current.set(changed(damaged)))) {
      throw new KeyChangeRefused("another process is changing the epoch");
    }
    return current.get();
  }

  private int changed(Damaged damaged) {
    int from = number(State.CURRENT).orElseThrow();
    int to = number(State.PREPARING).orElseGet(() -> prepared(from));
    if (damaged == Damaged.LOOK_AGAIN && !store.damage(epochs.region(), to).isEmpty()) {
      work.beginAgain(to);
    }
    log.info("epoch {}: the keys of all people are being wrapped and checked", to);
    workThrough(from, to);
    List<PersonRef> damage = store.damage(epochs.region(), to);
    if (!damage.isEmpty() && damaged != Damaged.LEAVE) {
      throw new KeyChangeRefused(
          "the keys of "
              + damage.size()
              + " people do not open or differ, first person "
              + damage.getFirst().personId()
              + ": restore their rows, or leave them behind");
    }
    transaction.executeWithoutResult(status -> {
      store.fence(epochs.region());
      store.change(epochs.region(), from, to, clock.instant());
    });
    epochs.refreshed();
    log.info("epoch {} is current", to);
    if (custodian.custody() == Custody.SOFTWARE) {
      log.warn("back up the key folder now: older copies of it do not open epoch {}", to);
    }
    return to;
  }

  private Optional<Integer> number(State state) {
    return epochs.all().stream().filter(e -> e.state() == state).map(Epoch::number).findFirst();
  }

  /** Everything the next epoch needs before the first key is wrapped; repeatable. */
  private int prepared(int from) {
    int to = epochs.all().getFirst().number() + 1;
    WrappingKeyId.Regional regional = new WrappingKeyId.Regional(epochs.region(), to);
    custodian.create(regional);
    requireWorking(regional);
    store.makeTable(to);
    store.tenants(from).forEach(tenant -> branches.make(tenant, to));
    transaction.executeWithoutResult(status -> {
      store.fence(epochs.region());
      store.insert(epochs.region(), to, State.PREPARING, clock.instant());
      for (int part = 0; part < PersonKeyStore.PARTS; part++) {
        store.begin(epochs.region(), from, to, part);
      }
    });
    log.info("epoch {} is being prepared", to);
    return to;
  }

  /** A key that does not open what it wrapped must not become anybody's. */
  private void requireWorking(WrappingKeyId id) {
    byte[] probe = randomness.bytes(DataKey.SIZE);
    byte[] context = Context.of("clef-epoch-probe-v1").text(id.label()).bytes();
    byte[] opened = custodian.unwrap(id, context, custodian.wrap(id, context, probe));
    if (!Arrays.equals(probe, opened)) {
      throw new KeyChangeRefused("key " + id.label() + " does not open what it wrapped");
    }
  }

  private void workThrough(int from, int to, int part) {
    long start = System.nanoTime();
    long wrapped = start;
    Step step = Step.WRAP;
    while (step != Step.DONE) {
      Step doing = step;
      step = work.next(from, to, part);
      if (doing == Step.WRAP) {
        wrapped = System.nanoTime();
      }
      if (Thread.interrupted()) {
        throw new KeyChangeRefused("the process is stopping");
      }
    }
    log.info(
        "epoch {}: part {} wrapped in {} ms, checked in {} ms",
        to,
        part,
        (wrapped - start) / 1_000_000,
        (System.nanoTime() - wrapped) / 1_000_000);
  }

  private void workThrough(int from, int to) {
    List<Future<?>> parts = new ArrayList<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            PersonKeyStore.PARTS, Thread.ofPlatform().name("clef-epoch-", 0).factory())) {
      for (int part = 0; part < PersonKeyStore.PARTS; part++) {
        int mine = part;
        parts.add(threads.submit(() -> workThrough(from, to, mine)));
      }
      for (Future<?> part : parts) {
        part.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KeyChangeRefused("the process is stopping");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
  }

  /** Destroys what was retired longer than {@code hold} ago. */
  void destroyRetired(Duration hold) {
    for (Epoch epoch : epochs.all().reversed()) {
      if (epoch.state() == State.RETIRED
          && epoch.retiredAt() != null
          && !clock.instant().isBefore(epoch.retiredAt().plus(hold))) {
        destroy(epoch.number());
      }
    }
  }

  private void destroy(int number) {
    WrappingKeyId regional = new WrappingKeyId.Regional(epochs.region(), number);
    custodian.destroy(regional);
    if (custodian.holds(regional)) {
      throw new KeyChangeRefused("key " + regional.label() + " is still there");
    }
    transaction.executeWithoutResult(status -> store.end(epochs.region(), number, clock.instant()));
    branches.keepOnly(epochs.refreshed());
    log.info("epoch {} is destroyed", number);
  }
}
