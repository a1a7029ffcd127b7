package dev.clef.audit;

import dev.clef.audit.TreeStore.Waiting;
import dev.clef.keys.LogHeads;
import dev.clef.keys.LogHeads.Head;
import dev.clef.ledger.ConsistencyProof;
import dev.clef.ledger.Frontier;
import dev.clef.ledger.Growth;
import dev.clef.ledger.Hash;
import dev.clef.ledger.TreeHash;
import dev.clef.platform.StartRefused;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Stands before everything that is signed: the tree must go on from the newest head that may have
 * been signed, which the keys database remembers. A tree that came back from a backup does not.
 *
 * <p>The order: leaves commit, then their head is remembered, then it is signed. Whatever dies in
 * between, what is remembered is in the tree, so that a crash never looks like a restore; and what
 * was signed is remembered, so that a restore never looks like a crash. The head is read before the
 * tree for the same reason: other nodes let both grow meanwhile.
 */
final class LogGuard implements SmartInitializingSingleton {

  private static final Logger LOG = LoggerFactory.getLogger(LogGuard.class);

  private final LogHeads heads;
  private final TreeStore tree;
  private final TransactionTemplate transaction;
  private final AuditLog log;
  private final AuditProperties properties;
  private final @Nullable String newLog;
  private final Clock clock;
  private volatile boolean refusing;
  private volatile @Nullable Head proven;

  LogGuard(
      LogHeads heads,
      TreeStore tree,
      TransactionTemplate transaction,
      AuditLog log,
      AuditProperties properties,
      RestoredLogProperties restored,
      Clock clock) {
    this.heads = heads;
    this.tree = tree;
    this.transaction = transaction;
    this.log = log;
    this.properties = properties;
    this.newLog = restored.newLog();
    this.clock = clock;
  }

  /** The tree does not continue what was signed. */
  static final class LogWentBack extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LogWentBack() {
      super("the log was restored from a backup, it would fork", null, false, false);
    }
  }

  /** Before the first request. */
  @Override
  public void afterSingletonsInstantiated() {
    tree.create(properties.origin());
    if (newLog != null) {
      heads.exclusively(() -> beginAnew(newLog));
    }
    try {
      require();
    } catch (LogWentBack e) {
      LOG.debug("said already", e);
    }
  }

  /** Whether nothing is signed because the log went back. */
  boolean isRefusing() {
    return refusing;
  }

  /** Proves anew at the next {@link #require}: something went wrong in between. */
  void doubt() {
    proven = null;
  }

  /**
   * Returns when what is signed next will continue what was signed before.
   *
   * @throws LogWentBack when it would not
   */
  void require() {
    Head head = heads.current().orElse(null);
    if (head == null) {
      return; // nothing was signed by a version that remembers
    }
    Head known = proven;
    boolean goesOn = (known != null && known.is(head)) ? isLongEnough(head) : goesOn(head);
    if (!goesOn) {
      refuse(head);
      throw new LogWentBack();
    }
    proven = head;
    refusing = false;
  }

  private boolean isLongEnough(Head head) {
    return tree.origin().filter(head.origin()::equals).isPresent()
        && tree.frontier().size() >= head.size();
  }

  private boolean goesOn(Head head) {
    if (!isLongEnough(head)) {
      return false;
    }
    Frontier frontier = tree.frontier();
    return head.size() == 0
        || ConsistencyProof.of(tree, head.size(), frontier.size())
            .verify(Hash.of(head.root()), frontier.root());
  }

  /** To be called with every head before it is signed. */
  void remember(String origin, Frontier frontier) {
    Head head = new Head(origin, frontier.size(), frontier.root().toArray());
    heads.remember(head, clock.instant());
    proven = head;
  }

  private void refuse(Head head) {
    if (!refusing) {
      LOG.error(
          "The log was restored from a backup, it would fork: nothing is signed. Signed were {}"
              + " entries of {}, here are {} of {}. Put the newer database back, or let the log go"
              + " on under a new name with --clef.restore.new-log=NAME",
          head.size(),
          head.origin(),
          tree.frontier().size(),
          tree.origin().orElse("no log"));
    }
    refusing = true;
  }

  private void beginAnew(String name) {
    Head head = heads.current().orElse(null);
    if (head == null || head.origin().equals(name)) {
      return; // it is done already
    }
    boolean renamed = tree.origin().filter(name::equals).isPresent();
    if (!renamed && goesOn(head)) {
      LOG.warn("clef.restore.new-log is set, but the log goes on from what was signed: ignored");
      return;
    }
    if (heads.wasUsed(name)) {
      throw new StartRefused(
          "clef.restore.new-log: the log was called " + name + " before; give it a new name.");
    }
    if (!renamed) {
      rename(head, name);
    }
    Frontier frontier = tree.frontier();
    heads.begin(
        head.origin(), new Head(name, frontier.size(), frontier.root().toArray()), clock.instant());
    LOG.warn("the log goes on as {}; what it was before ended as {}", name, head.origin());
  }

  /** The first entry under the new name says what the last checkpoint under the old one was. */
  private void rename(Head head, String name) {
    AuditLog.Prepared entry =
        log.appendAlone(
            AuditEvent.service("log.begun_anew")
                .with("origin", head.origin())
                .with("size", Long.toString(head.size()))
                .with("root", Base64.getEncoder().encodeToString(head.root()))
                .with("new_origin", name),
            null);
    transaction.executeWithoutResult(status -> {
      Frontier frontier = tree.lockFrontier();
      List<Waiting> first = tree.take(entry.entryId());
      Growth growth =
          frontier.append(
              first.stream().map(waiting -> TreeHash.leaf(waiting.leaf())).toList(), tree);
      tree.grow(growth.frontier(), frontier.size(), first, growth.tiles());
      tree.rename(name);
    });
  }
}
