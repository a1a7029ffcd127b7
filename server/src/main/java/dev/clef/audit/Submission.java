package dev.clef.audit;

import dev.clef.audit.WitnessClient.Answer;
import dev.clef.audit.WitnessPolicy.Witness;
import dev.clef.ledger.AddCheckpoint;
import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.ConsistencyProof;
import dev.clef.ledger.Frontier;
import dev.clef.ledger.Hash;
import dev.clef.ledger.SignedNote;
import dev.clef.ledger.SignedNote.Sig;
import dev.clef.ledger.VerifierKey;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Brings a checkpoint to a witness and finds out what its answer means. Changes nothing here.
 *
 * @param logKeys every key the log ever signed with
 */
record Submission(TreeStore tree, WitnessClient client, List<VerifierKey> logKeys) {

  /** Another node may bring newer checkpoints at the same time. */
  private static final int ATTEMPTS = 4;

  /** How it ended. */
  sealed interface Outcome {

    /** Verified signatures of the witness. */
    record Cosigned(List<Sig> lines) implements Outcome {}

    /** The witness has a newer checkpoint of this log already. */
    record Overtaken() implements Outcome {}

    /** It cannot be reached or understood. */
    record Away(String why) implements Outcome {}

    /** It does not know this log or its keys, or does not take what is right. */
    record Refuses(int status) implements Outcome {}

    /**
     * It has another history of this log.
     *
     * @param size of what the witness has
     * @param evidence a checkpoint signed by this log that this log does not continue, if the
     *     witness shows one
     */
    record Disagrees(long size, Optional<SignedNote> evidence) implements Outcome {}
  }

  /**
   * Submits it.
   *
   * @param expected what the witness cosigned last, as far as is known
   */
  Outcome bring(SignedNote note, Witness witness, long expected) {
    Checkpoint head = Checkpoint.parse(note.text());
    long size = Math.min(expected, head.size());
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      switch (client.ask(witness.url(), request(note, head, size))) {
        case Answer.Signed(List<Sig> lines) -> {
          return verified(note, witness, lines);
        }
        case Answer.Other(OptionalLong said) -> {
          long other = said.orElse(size);
          if (other == size) {
            // The sizes are one and the roots are two (tlog-witness, add-checkpoint).
            return size == head.size()
                ? disagrees(witness.url(), head.origin(), size)
                : new Outcome.Away("it contradicts itself");
          }
          if (other > head.size()) {
            return other <= tree.frontier().size()
                ? new Outcome.Overtaken()
                : disagrees(witness.url(), head.origin(), other);
          }
          size = other;
        }
        case Answer.Unproven() -> {
          return disagrees(witness.url(), head.origin(), size);
        }
        case Answer.Refused(int status) -> {
          return new Outcome.Refuses(status);
        }
        case Answer.Away(String why) -> {
          return new Outcome.Away(why);
        }
      }
    }
    return new Outcome.Away("it names another size each time");
  }

  private AddCheckpoint request(SignedNote note, Checkpoint head, long size) {
    List<Hash> proof = size == 0 ? List.of() : ConsistencyProof.of(tree, size, head.size()).path();
    return new AddCheckpoint(size, proof, note);
  }

  /** Lines of unknown keys are ignored, one wrong line of a known key spoils them all. */
  private static Outcome verified(SignedNote note, Witness witness, List<Sig> lines) {
    SignedNote answered = new SignedNote(note.text(), lines);
    Optional<SignedNote> known = answered.onlySignaturesOf(witness.keys());
    boolean timed =
        witness.keys().stream()
            .filter(answered::names)
            .allMatch(key -> answered.cosignedAt(key).isPresent());
    return known.isPresent() && timed
        ? new Outcome.Cosigned(known.get().signatures())
        : new Outcome.Away("signatures that do not verify");
  }

  private Outcome disagrees(URI prefix, String origin, long size) {
    return new Outcome.Disagrees(size, client.known(prefix, origin).filter(this::isForeign));
  }

  /** Signed by this log, and not what its tree was or will be. */
  private boolean isForeign(SignedNote note) {
    if (note.onlySignaturesOf(logKeys).isEmpty()) {
      return false;
    }
    Checkpoint theirs = Checkpoint.parse(note.text());
    Frontier ours = tree.frontier();
    return theirs.size() > ours.size()
        || (theirs.size() > 0
            && !ConsistencyProof.of(tree, theirs.size(), ours.size())
                .verify(theirs.root(), ours.root()));
  }
}
