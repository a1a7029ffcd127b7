package dev.clef.audit;

import dev.clef.audit.Submission.Outcome;
import dev.clef.audit.WitnessPolicy.Witness;
import dev.clef.audit.WitnessState.Stand;
import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.SignedNote;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done with a witness: bring it the newest checkpoint, keep what it signs, raise the alarm
 * when it has another history of this log. Never in the way of an append: the log signs and grows
 * whatever witnesses do. Thread-safe.
 */
final class Witnesses {

  private static final Logger LOG = LoggerFactory.getLogger(Witnesses.class);

  private final TreeStore tree;
  private final CosignatureStore cosignatures;
  private final WitnessStore store;
  private final WitnessPolicy policy;
  private final Function<String, Submission> submissions;
  private final AuditLog log;
  private final Clock clock;

  /**
   * @param submissions by the name of the log
   */
  Witnesses(
      TreeStore tree,
      CosignatureStore cosignatures,
      WitnessStore store,
      WitnessPolicy policy,
      Function<String, Submission> submissions,
      AuditLog log,
      Clock clock) {
    this.tree = tree;
    this.cosignatures = cosignatures;
    this.store = store;
    this.policy = policy;
    this.submissions = submissions;
    this.log = log;
    this.clock = clock;
  }

  List<Witness> all() {
    return policy.witnesses();
  }

  /** The newest checkpoint; empty before the first entry. */
  Optional<SignedNote> newest() {
    return tree.latestNote().map(SignedNote::parse);
  }

  /** Whether nobody need be asked about it any more. */
  boolean isEnough(SignedNote note) {
    return policy.policy().quorum().isEmpty()
        || cosignatures.newestWitnessed(policy.digest()).orElse(0L)
            >= Checkpoint.parse(note.text()).size();
  }

  /**
   * Brings a checkpoint to a witness.
   *
   * @return whether there is nothing more to ask it about this one
   */
  boolean bring(SignedNote note, Witness witness) {
    Checkpoint head = Checkpoint.parse(note.text());
    String url = witness.url().toString();
    Optional<WitnessState> before = store.find(url);
    Outcome outcome =
        submissions
            .apply(head.origin())
            .bring(note, witness, before.map(WitnessState::size).orElse(0L));
    Instant now = clock.instant();
    switch (outcome) {
      case Outcome.Cosigned cosigned -> {
        keep(head.size(), cosigned, now);
        store.cosigned(url, head.size(), now);
      }
      case Outcome.Overtaken() -> {
        // Another node is faster; the next round brings what is newest then.
      }
      case Outcome.Away(String why) -> stands(witness, before, Stand.AWAY, why, null, now);
      case Outcome.Refuses(int status) ->
          stands(witness, before, Stand.REFUSES, "status " + status, null, now);
      case Outcome.Disagrees(long size, Optional<SignedNote> evidence) ->
          stands(
              witness,
              before,
              Stand.DISAGREES,
              "it has a tree of " + size,
              evidence.map(SignedNote::toString).orElse(null),
              now);
    }
    report(witness);
    return outcome instanceof Outcome.Cosigned || outcome instanceof Outcome.Overtaken;
  }

  private void keep(long size, Outcome.Cosigned cosigned, Instant now) {
    cosignatures.insert(size, cosigned.lines(), false, now);
    boolean enough =
        cosignatures
            .note(size)
            .map(SignedNote::parse)
            .filter(signed -> policy.policy().of(signed).holds())
            .isPresent();
    if (enough) {
      cosignatures.insertWitnessed(size, policy.digest(), now);
    }
  }

  private void stands(
      Witness witness,
      Optional<WitnessState> before,
      Stand stand,
      String why,
      @Nullable String evidence,
      Instant now) {
    store.stands(witness.url().toString(), stand, evidence, now);
    if (before.map(WitnessState::stand).filter(stand::equals).isEmpty()) {
      LOG.warn(
          stand == Stand.DISAGREES
              ? "The witness {} has another history of this log ({}): it was forked or rolled back, or"
                  + " the witness is wrong; see docs/operations.md, witnesses."
              : "The witness {} does not cosign: {}",
          witness.name(),
          why);
    }
  }

  /** The entry comes first: told twice is better than never. */
  private void report(Witness witness) {
    store
        .find(witness.url().toString())
        .filter(state -> state.isUnreported(clock.instant()))
        .ifPresent(state -> {
          boolean disagrees = state.stand() == Stand.DISAGREES;
          log.appendAlone(
              AuditEvent.service(disagrees ? "log.fork_suspected" : "log.fork_settled")
                  .with("witness", witness.name())
                  .with("cosigned_size", Long.toString(state.size())),
              null);
          store.reported(state.url(), state.stand());
        });
  }

  /** How long a witness that failed so often in a row is left alone. */
  static Duration pause(int failures) {
    return Duration.ofSeconds(Math.min(300, 1L << Math.min(failures - 1, 9)));
  }
}
