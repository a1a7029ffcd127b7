package dev.clef.rights;

import dev.clef.audit.Activity;
import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.audit.LogProblem;
import dev.clef.audit.Receipts;
import dev.clef.keys.PersonKey;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.PersonRef;
import dev.clef.platform.web.Problem;
import dev.clef.subject.Purpose;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who opened a person's data, shown to the person; looking is an access too. Thread-safe. */
public final class MyActivity {

  /** An entry, and why somebody should look at it. */
  public record Entry(Activity.Item item, Optional<Notable> notable) {}

  /**
   * An entry with its proof.
   *
   * @param receipt empty while no checkpoint covers the entry
   * @param yours whether the leaf commits to the entry being about the person
   */
  public record Proven(Entry entry, Optional<Receipts.Receipt> receipt, boolean yours) {}

  private final Activity activity;
  private final Receipts receipts;
  private final PersonKeys keys;
  private final AuditLog log;
  private final Clock clock;

  MyActivity(Activity activity, Receipts receipts, PersonKeys keys, AuditLog log, Clock clock) {
    this.activity = activity;
    this.receipts = receipts;
    this.keys = keys;
    this.log = log;
    this.clock = clock;
  }

  /** The newest entries before {@code before} (now when null), at most {@code limit}. */
  public List<Entry> of(SubjectId subject, @Nullable Instant before, int limit) {
    PersonKey key = key(subject);
    Instant until = before == null ? clock.instant().plusSeconds(1) : before;
    List<Activity.Item> items = activity.of(key, until, limit);
    appendRead(key);
    if (items.isEmpty()) {
      return List.of();
    }
    Pace pace = pace(key, items.getLast().at(), items.getFirst().at());
    return items.stream().map(item -> entry(item, pace)).toList();
  }

  /**
   * An entry about the person, appended at {@code at}, with the proof that it is in the signed log;
   * empty when it is about somebody else. Waits for the signature of a new one, at most {@code
   * patience}.
   *
   * @throws Problem when the time such entries are kept is over
   */
  public Optional<Proven> proven(SubjectId subject, UUID entryId, Instant at, Duration patience) {
    if (at.isBefore(Instant.EPOCH) || at.isAfter(clock.instant().plus(1, ChronoUnit.DAYS))) {
      return Optional.empty(); // nor is it a time the database knows
    }
    PersonKey key = key(subject);
    Optional<Activity.Item> item = activity.find(key, entryId, at);
    if (item.isEmpty()) {
      if (receipts.isExpired(entryId, at)) {
        throw Problem.of(LogProblem.ENTRY_EXPIRED);
      }
      return Optional.empty();
    }
    Optional<Receipts.Receipt> receipt = receipt(item.get(), patience);
    appendRead(key);
    Instant when = item.get().at();
    return Optional.of(
        new Proven(
            entry(item.get(), pace(key, when, when)),
            receipt,
            receipt.map(found -> Activity.isAbout(key, item.get(), found.leaf())).orElse(false)));
  }

  private Optional<Receipts.Receipt> receipt(Activity.Item item, Duration patience) {
    long mark = receipts.mark();
    Optional<Receipts.Receipt> receipt = receipts.of(item.entryId(), item.at());
    if (receipt.isPresent() || patience.isZero()) {
      return receipt;
    }
    try {
      receipts.awaitNext(mark, patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return receipts.of(item.entryId(), item.at());
  }

  private void appendRead(PersonKey key) {
    log.appendAlone(
        AuditEvent.listener("data.read", Purpose.SELF_SERVICE).fields(Set.of("activity")), key);
  }

  private static Entry entry(Activity.Item item, Pace pace) {
    return new Entry(item, Notable.of(item.event(), item.at(), pace));
  }

  private Pace pace(PersonKey key, Instant oldest, Instant newest) {
    Instant end = newest.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
    return new Pace(activity.hours(key, oldest.minus(Pace.PAST), end));
  }

  private PersonKey key(SubjectId subject) {
    return keys.get(new PersonRef(Tenant.DEFAULT.id(), subject.value()));
  }
}
