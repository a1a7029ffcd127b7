package dev.clef.audit;

import dev.clef.audit.EntrySealer.OpenedEvent;
import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.InclusionProof;
import dev.clef.ledger.SignedNote;
import dev.clef.ledger.TlogProof;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Proofs that an entry is in the signed log, for people to keep. Thread-safe. */
public final class Receipts {

  /**
   * What a stranger needs to check one entry.
   *
   * @param origin the log's name
   * @param vkey the log's public key as a C2SP verifier key
   * @param event the canonical event
   * @param eventKey the key under which the leaf commits to the event
   * @param leaf the entry in the tree
   * @param proof a C2SP tlog-proof of the leaf
   */
  public record Receipt(
      String origin, String vkey, byte[] event, byte[] eventKey, byte[] leaf, String proof) {}

  private final AuditStore store;
  private final TreeStore tree;
  private final EntrySealer sealer;
  private final LogKeys keys;
  private final Sequencer sequencer;
  private final Published published;

  Receipts(
      AuditStore store,
      TreeStore tree,
      EntrySealer sealer,
      LogKeys keys,
      Sequencer sequencer,
      Published published) {
    this.store = store;
    this.tree = tree;
    this.sealer = sealer;
    this.keys = keys;
    this.sequencer = sequencer;
    this.published = published;
  }

  /** Where the log stands: to be taken before looking for what is waited for. */
  public long mark() {
    return sequencer.signed();
  }

  /** Hurries the next checkpoint after {@code mark} and waits for it, at most {@code patience}. */
  public void awaitNext(long mark, Duration patience) throws InterruptedException {
    sequencer.awaitMoreThan(mark, patience);
    published.hurry();
  }

  /**
   * Whether an entry appended at {@code at} can have been here and is not kept any more. True of
   * entries there never were, too: what is destroyed cannot be asked.
   */
  public boolean isExpired(UUID entryId, Instant at) {
    return store.hasExpired(EntrySealer.month(at)) && store.entry(entryId, at).isEmpty();
  }

  /**
   * The receipt of an entry appended at {@code at}; empty until a checkpoint covers it, and for a
   * while longer until witnesses cosigned one.
   */
  public Optional<Receipt> of(UUID entryId, Instant at) {
    Optional<Long> index = tree.indexOf(entryId);
    Optional<SignedNote> note = index.flatMap(place -> published.covering(place, at));
    if (index.isEmpty() || note.isEmpty()) {
      return Optional.empty();
    }
    Checkpoint checkpoint = Checkpoint.parse(note.get().text());
    InclusionProof path = InclusionProof.of(tree, index.get(), checkpoint.size());
    TlogProof proof = new TlogProof(Optional.empty(), index.get(), path.path(), note.get());
    byte[] leaf = tree.leaves(index.get(), 1).getFirst();
    return store
        .entry(entryId, at)
        .map(sealer::openEvent)
        .map(opened -> receipt(checkpoint.origin(), opened, leaf, proof));
  }

  private Receipt receipt(String origin, OpenedEvent opened, byte[] leaf, TlogProof proof) {
    return new Receipt(
        origin,
        keys.verifierOf(origin, proof.checkpoint()).toString(),
        opened.event(),
        opened.eventKey(),
        leaf,
        proof.toString());
  }
}
