package dev.clef.ledger;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What a witness answers to a request (c2sp.org/tlog-witness, add-checkpoint). */
public sealed interface WitnessRuling {

  /**
   * Cosign it, once it is kept.
   *
   * @param head what is cosigned
   * @param note the checkpoint with the log's signatures that were verified, and no others
   */
  record Cosign(Checkpoint head, SignedNote note) implements WitnessRuling {}

  /** The log is not one of those watched. */
  record UnknownLog() implements WitnessRuling {}

  /** No signature of a trusted key, or a wrong one. */
  record NotSigned() implements WitnessRuling {}

  /** The request contradicts itself. */
  record Malformed() implements WitnessRuling {}

  /**
   * The old size is not that of the tree cosigned last.
   *
   * @param size what it is
   */
  record Conflict(long size) implements WitnessRuling {}

  /**
   * Signed by the log, and of the size of what was cosigned last, but with another root: the log
   * has forked.
   *
   * @param size of both
   * @param note the checkpoint with the log's signatures that were verified: the proof
   */
  record Forked(long size, SignedNote note) implements WitnessRuling {}

  /** Signed by the log, but not proven to continue what was cosigned last, which proves nothing. */
  record Inconsistent() implements WitnessRuling {}

  /**
   * Decides, in the order of the specification. Nothing is changed here.
   *
   * @param request what came
   * @param trusted every key of every log that is watched
   * @param last what was cosigned last of the log of this request; empty when nothing was
   */
  static WitnessRuling on(
      AddCheckpoint request, Collection<VerifierKey> trusted, Optional<Checkpoint> last) {
    Checkpoint head = request.head();
    List<VerifierKey> keys =
        trusted.stream().filter(key -> key.name().equals(head.origin())).toList();
    if (keys.isEmpty()) {
      return new UnknownLog();
    }
    Optional<SignedNote> verified = request.checkpoint().onlySignaturesOf(keys);
    if (verified.isEmpty()) {
      return new NotSigned();
    }
    if (request.oldSize() > head.size()) {
      return new Malformed();
    }
    long size = last.map(Checkpoint::size).orElse(0L);
    if (request.oldSize() != size) {
      return new Conflict(size);
    }
    if (last.isPresent() && head.size() == size && size > 0 && request.proof().isEmpty()) {
      return head.root().equals(last.get().root())
          ? new Cosign(head, verified.get())
          : new Forked(size, verified.get());
    }
    boolean follows = head.size() > 0 || head.root().equals(TreeHash.empty());
    return follows && continues(request, head, last)
        ? new Cosign(head, verified.get())
        : new Inconsistent();
  }

  private static boolean continues(
      AddCheckpoint request, Checkpoint head, Optional<Checkpoint> last) {
    if (request.oldSize() == 0) {
      return request.proof().isEmpty();
    }
    return last.isPresent()
        && new ConsistencyProof(request.oldSize(), head.size(), request.proof())
            .verify(last.get().root(), head.root());
  }
}
