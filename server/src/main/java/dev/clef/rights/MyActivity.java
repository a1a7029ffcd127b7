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
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who opened a person's data, shown to the person; looking is an access too. Thread-safe. */
public final class MyActivity {

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
  public List<Activity.Item> of(SubjectId subject, @Nullable Instant before, int limit) {
    PersonKey key = key(subject);
    Instant until = before == null ? clock.instant().plusSeconds(1) : before;
    List<Activity.Item> items = activity.of(key, until, limit);
    log.appendAlone(
        AuditEvent.listener("data.read", Purpose.SELF_SERVICE).fields(Set.of("activity")), key);
    return items;
  }

  /**
   * The proof that an entry about the person, appended at {@code at}, is in the signed log; empty
   * when it is about somebody else or not signed yet.
   *
   * @throws Problem when the time such entries are kept is over
   */
  public Optional<Receipts.Receipt> receipt(SubjectId subject, UUID entryId, Instant at) {
    boolean theirs =
        activity.of(key(subject), at.plusMillis(1), 100).stream()
            .anyMatch(item -> item.entryId().equals(entryId));
    if (!theirs && receipts.isExpired(entryId, at)) {
      throw Problem.of(LogProblem.ENTRY_EXPIRED);
    }
    return theirs ? receipts.of(entryId, at) : Optional.empty();
  }

  private PersonKey key(SubjectId subject) {
    return keys.get(new PersonRef(Tenant.DEFAULT.id(), subject.value()));
  }
}
