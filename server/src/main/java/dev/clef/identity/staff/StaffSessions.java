package dev.clef.identity.staff;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.identity.credentials.TokenHash;
import dev.clef.platform.Randomness;
import dev.clef.platform.UuidV7;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.support.TransactionTemplate;

/** Sessions of staff: short, and of no use to anybody but staff. Thread-safe. */
final class StaffSessions {

  private static final int TOKEN_BYTES = 32;

  /** The last use is noted this often, so that a read does not cost a write. */
  private static final Duration NOTE_USE_AFTER = Duration.ofSeconds(30);

  private final StaffStore store;
  private final AuditLog log;
  private final TransactionTemplate transaction;
  private final StaffProperties properties;
  private final Randomness randomness;
  private final UuidV7 ids;
  private final Clock clock;

  StaffSessions(
      StaffStore store,
      AuditLog log,
      TransactionTemplate transaction,
      StaffProperties properties,
      Randomness randomness,
      UuidV7 ids,
      Clock clock) {
    this.store = store;
    this.log = log;
    this.transaction = transaction;
    this.properties = properties;
    this.randomness = randomness;
    this.ids = ids;
    this.clock = clock;
  }

  /** Opens a session in the current transaction. */
  StaffAccounts.Opened open(UUID staffId, Set<StaffRole> roles) {
    String token =
        Base64.getUrlEncoder().withoutPadding().encodeToString(randomness.bytes(TOKEN_BYTES));
    StaffMember member = new StaffMember(staffId, ids.next(), clock.instant(), roles);
    store.insertSession(
        TokenHash.of(token), member, member.authenticatedAt().plus(properties.sessionFor()));
    return new StaffAccounts.Opened(member, token, properties.sessionFor());
  }

  Optional<StaffMember> find(String token) {
    Instant now = clock.instant();
    Optional<StaffStore.Found> found =
        store.findSession(TokenHash.of(token), now, now.minus(properties.sessionIdle()));
    found
        .filter(session -> session.lastSeenAt().isBefore(now.minus(NOTE_USE_AFTER)))
        .ifPresent(session -> store.seen(session.member().sessionId(), now));
    return found.map(StaffStore.Found::member);
  }

  void end(StaffMember member) {
    transaction.executeWithoutResult(status -> {
      if (store.endSession(member.sessionId())) {
        log.append(AuditEvent.staff("staff.session.ended", member.staffId()), null);
      }
    });
  }

  /** Sessions beyond their time are deleted. */
  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1M")
  void deleteExpired() {
    Instant now = clock.instant();
    store.deleteExpired(now, now.minus(properties.sessionIdle()));
  }
}
