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
 * up nobody. All that are free get the same checkpoint. One node does it at a time.
 */
final class WitnessRounds implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(WitnessRounds.class);

  /** In PostgreSQL's advisory locks of the data database. */
  private static final long LOCK = 0x0C1EF_317EL;

  private static final Duration STAND_BY = Duration.ofSeconds(5);

  private final Optional<Witnesses> witnesses;
  private final DataSource dataSource;
  private final Duration every;
  private final Map<Witness, Post> posts = new HashMap<>();
  private volatile boolean running;
  private volatile @Nullable Thread worker;

  /** Does nothing where there are no witnesses. */
  WitnessRounds(Optional<Witnesses> witnesses, DataSource dataSource, Duration every) {
    this.witnesses = witnesses;
    this.dataSource = dataSource;
    this.every = every;
    witnesses.ifPresent(some -> some.all().forEach(one -> posts.put(one, new Post())));
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
      } catch (RuntimeException e) {
        LOG.warn("The witnesses wait: {}", e.getClass().getSimpleName());
      }
      if (running) {
        pause(STAND_BY);
      }
    }
  }

  private void rounds(Witnesses some) {
    while (running) {
      some.newest().ifPresent(note -> round(some, note));
      pause(every);
    }
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
