package dev.clef.mail;

import dev.clef.audit.Actor;
import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.keys.KeyUnavailable;
import dev.clef.keys.PersonKey;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.PersonRef;
import dev.clef.subject.LegalBasis;
import dev.clef.subject.Purpose;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Ends the way of a letter: it is deleted, the log says what became of it, and an address that was
 * refused for good is remembered, all in one transaction. Thread-safe.
 */
final class Endings {

  private final LetterStore store;
  private final PersonKeys keys;
  private final AuditLog log;
  private final TransactionTemplate transaction;
  private final MailMeters meters;
  private final Clock clock;

  Endings(
      LetterStore store,
      PersonKeys keys,
      AuditLog log,
      TransactionTemplate transaction,
      MailMeters meters,
      Clock clock) {
    this.store = store;
    this.keys = keys;
    this.log = log;
    this.transaction = transaction;
    this.meters = meters;
    this.clock = clock;
  }

  /**
   * Ends a letter, unless somebody else has claimed it meanwhile.
   *
   * @param to where it was sent; null when it was not
   */
  void end(Queued letter, @Nullable MailAddress to, Ending ending) {
    PersonKey key = letter.subject() == null ? null : keyOf(letter.subject());
    transaction.executeWithoutResult(status -> {
      if (!store.delete(letter)) {
        return;
      }
      say(letter, ending, key);
      if (letter.subject() != null && key != null && to != null) {
        remember(letter.subject(), key, to, ending);
      }
      meters.ended(ending);
    });
  }

  private void say(Queued letter, Ending ending, @Nullable PersonKey key) {
    switch (ending) {
      case DELIVERED -> log.append(event("letter.sent", letter), key);
      case BOUNCED -> log.append(event("letter.bounced", letter), key);
      case REJECTED, GIVEN_UP, EXPIRED, UNREADABLE ->
          log.append(event("letter.failed", letter).with("what", ending.code()), key);
      case NOBODY -> {}
    }
  }

  private static AuditEvent event(String kind, Queued letter) {
    return new AuditEvent(
        kind,
        Actor.SERVICE,
        Purpose.AUTHENTICATION,
        LegalBasis.LEGAL_OBLIGATION,
        Map.of("letter", letter.template()));
  }

  private void remember(SubjectId subject, PersonKey key, MailAddress to, Ending ending) {
    switch (ending) {
      case DELIVERED -> store.unmark(subject, Letters.mark(key, to));
      case BOUNCED -> store.mark(subject, Letters.mark(key, to), clock.instant());
      case REJECTED, GIVEN_UP, EXPIRED, UNREADABLE, NOBODY -> {}
    }
  }

  /** Null when the person was erased meanwhile. */
  private @Nullable PersonKey keyOf(SubjectId subject) {
    try {
      return keys.get(new PersonRef(Tenant.DEFAULT.id(), subject.value()));
    } catch (KeyUnavailable gone) {
      return null;
    }
  }
}
