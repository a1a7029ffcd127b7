package dev.clef.audit;

import dev.clef.audit.WitnessPolicy.Witness;
import dev.clef.ledger.SignedNote;
import dev.clef.platform.db.AdvisoryLock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Brings new checkpoints to the witnesses, to each on a thread of its own, so that a slow one holds
 * up nobody. All get the same checkpoint until enough have signed it, or it took too long: on a log
 * that grows, slow witnesses would never meet otherwise. One node does it at a time.
 */
final class WitnessRounds implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(WitnessRounds.class);

  /** In PostgreSQL's advisory locks of the data database. */
  private static final long LOCK = 0x0C1EF_317EL;

  private static final Duration STAND_BY = Duration.ofSeconds(5);

  private final Optional<Witnesses> witnesses;
  private final DataSource dataSource;
  private final Duration every;
  private final Duration patience;
  private final Map<Witness, Post> posts = new HashMap<>();
  private volatile boolean running;
  private volatile @Nullable Thread worker;

  /**
   * Does nothing where there are no witnesses.
   *
   * @param patience how long one checkpoint may wait for enough of them while there are newer ones
   */
  WitnessRounds(
      Optional<Witnesses> witnesses, DataSource dataSource, Duration every, Duration patience) {
    this.witnesses = witnesses;
    this.dataSource = dataSource;
    this.every = every;
    this.patience = patience;
    witnesses.ifPresent(some -> some.all().forEach(one -> posts.put(one, new Post())));
  }

  /**
   * What all are asked about.
   *
   * @param sinceNanos when that began, by the clock that only counts
   */
  record Target(SignedNote note, long sinceNanos) {

    /** This one still, or the newest. */
    Target next(SignedNote newest, boolean enough, long nowNanos, Duration patience) {
      return enough || nowNanos - sinceNanos > patience.toNanos()
          ? new Target(newest, nowNanos)
          : this;
    }
  }

  /** What is under way to a witness. */
  private static final class Post {
    private boolean busy;
    private int failures;
    private long notBeforeNanos = System.nanoTime();
    private String settled = "";

    /** Takes a checkpoint along, unless there is nothing to do now. */
    synchronized boolean takes(SignedNote note) {
      boolean goes =
          !busy && System.nanoTime() - notBeforeNanos >= 0 && !settled.equals(note.text());
      busy |= goes;
      return goes;
    }

    synchronized void back(SignedNote note, boolean done) {
      busy = false;
      failures = done ? 0 : failures + 1;
      settled = done ? note.text() : "";
      notBeforeNanos = System.nanoTime() + (done ? 0 : Witnesses.pause(failures).toNanos());
    }
  }

  @Override
  public void start() {
    running = true;
    witnesses.ifPresent(some ->
        worker = Thread.ofPlatform().name("clef-witnesses").daemon().start(() -> work(some)));
  }

  @Override
  public void stop() {
    Thread thread = worker;
    running = false;
    if (thread != null) {
      LockSupport.unpark(thread);
      try {
        thread.join(5_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Begins the next round now. */
  void hurry() {
    LockSupport.unpark(worker);
  }

  private void work(Witnesses some) {
    while (running) {
      try {
        AdvisoryLock.tryWith(dataSource, LOCK, () -> rounds(some));
      } catch (RuntimeException e) { // the thread must live; the next round tries again
        LOG.warn("The witnesses wait: {}", e.getClass().getSimpleName());
      }
      if (running) {
        pause(STAND_BY);
      }
    }
  }

  private void rounds(Witnesses some) {
    Optional<Target> target = Optional.empty();
    while (running) {
      Optional<SignedNote> newest = some.newest();
      if (newest.isPresent()) {
        Target next = next(some, target, newest.get());
        round(some, next.note());
        target = Optional.of(next);
      }
      pause(every);
    }
  }

  private Target next(Witnesses some, Optional<Target> before, SignedNote newest) {
    long nowNanos = System.nanoTime();
    return before
        .map(it -> it.next(newest, some.isEnough(it.note()), nowNanos, patience))
        .orElseGet(() -> new Target(newest, nowNanos));
  }

  private void round(Witnesses some, SignedNote note) {
    posts.forEach((witness, post) -> {
      if (post.takes(note)) {
        Thread.ofVirtual().name("clef-witness").start(() -> bring(some, note, witness, post));
      }
    });
  }

  private static void bring(Witnesses some, SignedNote note, Witness witness, Post post) {
    boolean done = false;
    try {
      done = some.bring(note, witness);
    } catch (RuntimeException e) {
      // The databases are away; tiles that are missing stop the sequencer too.
      LOG.warn("A witness could not be asked: {}", e.getClass().getSimpleName());
    } finally {
      post.back(note, done);
    }
  }

  /** Shorter when somebody hurries. */
  private static void pause(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }
}
