package dev.clef.audit;

import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.SignedNote;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Which checkpoint is shown: the newest, or where the log has witnesses, the newest that enough of
 * them cosigned. Until that happens for the first time it is the newest that an earlier policy held
 * for, and without one the newest. Never a smaller one than before. Thread-safe.
 */
final class Published {

  private final TreeStore tree;
  private final CosignatureStore cosignatures;
  private final Optional<WitnessPolicy> policy;
  private final Runnable hurry;
  private final Duration receiptWait;
  private final Clock clock;
  private final AtomicLong shown = new AtomicLong();

  /**
   * @param policy only with a quorum
   * @param hurry makes witnesses be asked at once
   * @param receiptWait how long after its entry a receipt waits for witnesses
   */
  Published(
      TreeStore tree,
      CosignatureStore cosignatures,
      Optional<WitnessPolicy> policy,
      Runnable hurry,
      Duration receiptWait,
      Clock clock) {
    this.tree = tree;
    this.cosignatures = cosignatures;
    this.policy = policy.filter(it -> it.policy().quorum().isPresent());
    this.hurry = hurry;
    this.receiptWait = receiptWait;
    this.clock = clock;
  }

  /** The checkpoint to show; empty before the first entry. */
  Optional<String> checkpoint() {
    Optional<String> note = witnessed().or(tree::latestNote);
    long size = note.map(SignedNote::parse).map(Published::size).orElse(0L);
    long most = shown.accumulateAndGet(size, Math::max);
    return most > size ? cosignatures.note(most).or(() -> note) : note;
  }

  private Optional<String> witnessed() {
    return policy
        .flatMap(it -> cosignatures.newestWitnessed(it.digest()).or(cosignatures::newestWitnessed))
        .flatMap(cosignatures::note)
        .filter(note -> tree.origin().filter(origin(note)::equals).isPresent());
  }

  /** After a restore the log may go on under another name, which witnesses have to learn first. */
  private static String origin(String note) {
    return Checkpoint.parse(SignedNote.parse(note).text()).origin();
  }

  /**
   * A checkpoint for the receipt of the entry at this place: a witnessed one if there is, else one
   * that only the log signed, when its time to wait for witnesses is over.
   */
  Optional<SignedNote> covering(long index, Instant appended) {
    Optional<SignedNote> witnessed = witnessed().map(SignedNote::parse).filter(covers(index));
    if (witnessed.isPresent()) {
      return witnessed;
    }
    boolean waits = policy.isPresent() && clock.instant().isBefore(appended.plus(receiptWait));
    return waits
        ? Optional.empty()
        : tree.latestNote().map(SignedNote::parse).filter(covers(index));
  }

  private static Predicate<SignedNote> covers(long index) {
    return note -> index < size(note);
  }

  private static long size(SignedNote note) {
    return Checkpoint.parse(note.text()).size();
  }

  /** Has the witnesses asked about the newest checkpoint now. */
  void hurry() {
    hurry.run();
  }
}
