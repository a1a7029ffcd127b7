package dev.clef.audit;

import dev.clef.audit.LogGuard.LogWentBack;
import dev.clef.audit.TreeStore.Waiting;
import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.ConsistencyProof;
import dev.clef.ledger.Frontier;
import dev.clef.ledger.Growth;
import dev.clef.ledger.Hash;
import dev.clef.ledger.SignedNote;
import dev.clef.ledger.TreeHash;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives waiting leaves their place in the tree and signs what became durable. Runs on every node:
 * the row lock on the tree lets one work at a time, and each works on from what is stored, so two
 * of them cannot fork the log.
 *
 * <p>A checkpoint is signed after the transaction of its entries and after the keys database has
 * remembered its head; before the first one after a start, the tree is proven consistent with the
 * last one signed. See {@link LogGuard}.
 */
class Sequencer implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(Sequencer.class);
  private static final long RETRY_NANOS = 1_000_000_000L;

  private final TreeStore tree;
  private final TransactionTemplate transaction;
  private final LogKeys keys;
  private final LogGuard guard;
  private final AuditProperties properties;
  private final Clock clock;
  private final Object checkpoints = new Object();
  private long signed;
  private volatile boolean running;
  private volatile @Nullable Thread worker;
  private long signedSize = -1;

  Sequencer(
      TreeStore tree,
      TransactionTemplate transaction,
      LogKeys keys,
      LogGuard guard,
      AuditProperties properties,
      Clock clock) {
    this.tree = tree;
    this.transaction = transaction;
    this.keys = keys;
    this.guard = guard;
    this.properties = properties;
    this.clock = clock;
  }

  @Override
  public void start() {
    tree.create(properties.origin());
    Thread thread = new Thread(this::work, "clef-sequencer");
    worker = thread;
    running = true;
    thread.start();
  }

  @Override
  public void stop() {
    Thread thread = worker;
    running = false;
    if (thread != null) {
      LockSupport.unpark(thread);
      try {
        thread.join(10_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** How many checkpoints this node has signed; to be taken before looking for an entry. */
  long signed() {
    synchronized (checkpoints) {
      return signed;
    }
  }

  /**
   * Hurries the next checkpoint and waits for it: until this node has signed more than {@code
   * before}, at most {@code patience}, because another node may be the one that signs.
   */
  void awaitMoreThan(long before, Duration patience) throws InterruptedException {
    LockSupport.unpark(worker);
    long end = System.nanoTime() + patience.toNanos();
    synchronized (checkpoints) {
      while (signed <= before) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          return;
        }
        checkpoints.wait(left);
      }
    }
  }

  private void work() {
    boolean troubled = false;
    while (running) {
      try {
        int taken = round();
        troubled = false;
        if (taken < properties.batch()) {
          LockSupport.parkNanos(properties.interval().toNanos());
        }
      } catch (RuntimeException e) {
        if (!troubled && !(e instanceof LogWentBack)) {
          LOG.warn("The log waits: {}", e.getClass().getSimpleName());
        }
        troubled = true;
        signedSize = -1;
        guard.doubt();
        pauseWhole(RETRY_NANOS);
      }
    }
  }

  /** Nobody hurries what is in trouble. */
  private void pauseWhole(long nanos) {
    long end = System.nanoTime() + nanos;
    while (running && end - System.nanoTime() > 0) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  /** One batch and one checkpoint. Returns how many leaves were taken. */
  int round() {
    boolean waiting = tree.isWaiting();
    if (waiting || tree.frontier().size() != signedSize) {
      guard.require();
    }
    int taken = waiting ? integrate() : 0;
    sign();
    return taken;
  }

  private int integrate() {
    Integer taken =
        transaction.execute(status -> {
          Frontier frontier = tree.lockFrontier();
          List<Waiting> batch = tree.take(properties.batch());
          if (batch.isEmpty()) {
            return 0;
          }
          List<Hash> hashes = batch.stream().map(waiting -> TreeHash.leaf(waiting.leaf())).toList();
          Growth growth = frontier.append(hashes, tree);
          tree.grow(growth.frontier(), frontier.size(), batch, growth.tiles());
          return batch.size();
        });
    return taken == null ? 0 : taken;
  }

  private void sign() {
    Frontier frontier = tree.frontier();
    if (frontier.size() == 0 || frontier.size() == signedSize) {
      return;
    }
    if (signedSize < 0) {
      proveConsistency(frontier);
    }
    String origin = tree.origin().orElseThrow();
    guard.remember(origin, frontier);
    Checkpoint checkpoint = new Checkpoint(origin, frontier.size(), frontier.root());
    tree.insertCheckpoint(
        checkpoint,
        checkpoint.sign(keys.signers(origin)),
        checkpoint.sign(keys.timedSigners(origin)).signatures(),
        clock.instant());
    signedSize = frontier.size();
    synchronized (checkpoints) {
      signed++;
      checkpoints.notifyAll();
    }
  }

  private void proveConsistency(Frontier frontier) {
    String note = tree.latestOwnNote().orElse(null);
    if (note == null) {
      return;
    }
    Checkpoint last = Checkpoint.parse(SignedNote.parse(note).text());
    boolean consistent =
        last.size() <= frontier.size()
            && ConsistencyProof.of(tree, last.size(), frontier.size())
                .verify(last.root(), frontier.root());
    if (!consistent) {
      throw new IllegalStateException(
          "the stored tree does not continue the last signed checkpoint; nothing will be signed");
    }
  }
}
