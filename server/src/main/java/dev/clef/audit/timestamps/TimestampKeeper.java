package dev.clef.audit.timestamps;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.audit.timestamps.TimestampRequest.Answer;
import dev.clef.audit.timestamps.TimestampStore.Newest;
import dev.clef.audit.timestamps.TimestampStore.Stamp;
import dev.clef.ledger.SignedNote;
import dev.clef.ledger.TimeStamp;
import dev.clef.ledger.TimeStampAnchors;
import dev.clef.ledger.TimeStampRefused;
import dev.clef.platform.Randomness;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.springframework.transaction.support.TransactionTemplate;

/** Has the newest checkpoint stamped, once. */
final class TimestampKeeper {

  private final TimestampStore store;
  private final AuditLog log;
  private final TransactionTemplate transaction;
  private final TimestampProperties properties;
  private final Optional<TimeStampAnchors> anchors;
  private final Randomness randomness;
  private final Clock clock;

  TimestampKeeper(
      TimestampStore store,
      AuditLog log,
      TransactionTemplate transaction,
      TimestampProperties properties,
      Optional<TimeStampAnchors> anchors,
      Randomness randomness,
      Clock clock) {
    this.store = store;
    this.log = log;
    this.transaction = transaction;
    this.properties = properties;
    this.anchors = anchors;
    this.randomness = randomness;
    this.clock = clock;
  }

  /**
   * Asks for a token over the newest checkpoint, unless it has one, checks and keeps it.
   *
   * @return the stamp; empty when there was nothing to stamp
   * @throws TimeStampRefused when the answer does not hold
   * @throws IOException when there is none
   */
  Optional<TimeStamp> stamp(Authority authority) throws IOException, InterruptedException {
    Optional<Newest> newest = store.newestCheckpoint().filter(one -> !one.stamped());
    if (newest.isEmpty()) {
      return Optional.empty();
    }
    // The text alone: the root is in it, and the keys of the log may change.
    String text = SignedNote.parse(newest.get().note()).text();
    TimestampRequest request = TimestampRequest.over(text, properties.policy(), randomness);
    Optional<Stamp> last = store.newest();
    byte[] reply = authority.ask(request.encoded());
    Duration skew = properties.skew();
    Answer answer = request.check(reply, anchors, clock.instant(), skew, last.map(Stamp::at));
    transaction.executeWithoutResult(status -> keep(newest.get().size(), answer, authority, last));
    return Optional.of(answer.stamp());
  }

  private void keep(long size, Answer answer, Authority authority, Optional<Stamp> last) {
    store.insertAuthority(answer, authority.kind(), clock.instant());
    store.insert(size, answer);
    byte[] id = TimestampStore.id(answer.stamp().signer());
    if (last.isEmpty() || !Arrays.equals(last.get().authority(), id)) {
      log.append(
          AuditEvent.service("log.timestamp_authority.changed")
              .with("authority", HexFormat.of().formatHex(id))
              .with("kind", TimestampStore.code(authority.kind())),
          null);
    }
  }
}
