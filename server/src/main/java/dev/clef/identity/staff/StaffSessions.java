package dev.clef.identity.staff;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.identity.IdentityProblem;
import dev.clef.identity.credentials.BrowserKey;
import dev.clef.identity.credentials.TokenHash;
import dev.clef.identity.staff.StaffQuestions.Purpose;
import dev.clef.platform.Randomness;
import dev.clef.platform.UuidV7;
import dev.clef.platform.web.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sessions of staff: short, and those of one browser. The browser holds a key that nobody can take
 * out of it and signs a question with it every few minutes, and each time the session goes on under
 * another token; a cookie that was copied is worth no longer than that. Thread-safe.
 */
final class StaffSessions {

  private static final int TOKEN_BYTES = 32;

  /** How long the token before is good, for what was under way when the browser proved. */
  private static final Duration UNDER_WAY = Duration.ofSeconds(20);

  /** The last use is noted this often, so that a read does not cost a write. */
  private static final Duration NOTE_USE_AFTER = Duration.ofSeconds(30);

  /**
   * A session that goes on; {@code stale} until its browser proves once more that it is its own.
   */
  record Held(StaffMember member, boolean stale) {}

  private final SessionStore store;
  private final StaffQuestions questions;
  private final AuditLog log;
  private final TransactionTemplate transaction;
  private final StaffProperties properties;
  private final Randomness randomness;
  private final UuidV7 ids;
  private final Clock clock;

  StaffSessions(
      SessionStore store,
      StaffQuestions questions,
      AuditLog log,
      TransactionTemplate transaction,
      StaffProperties properties,
      Randomness randomness,
      UuidV7 ids,
      Clock clock) {
    this.store = store;
    this.questions = questions;
    this.log = log;
    this.transaction = transaction;
    this.properties = properties;
    this.randomness = randomness;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Opens a session in the current transaction.
   *
   * @param browser whose session it is; null for one that can do nothing but add a passkey, and
   *     lives no longer than that takes
   */
  StaffAccounts.Opened open(UUID staffId, Set<StaffRole> roles, @Nullable BrowserKey browser) {
    String token = randomness.token(TOKEN_BYTES);
    StaffMember member =
        new StaffMember(staffId, ids.next(), clock.instant(), roles, browser != null);
    Duration life = browser == null ? properties.sessionIdle() : properties.sessionFor();
    store.insert(
        TokenHash.of(token),
        member,
        browser == null ? null : browser.spki(),
        member.authenticatedAt().plus(life));
    return new StaffAccounts.Opened(member, token, life);
  }

  /**
   * Finds a session.
   *
   * @param used whether somebody does something with it; a browser that proves does nothing
   */
  Optional<Held> find(String token, boolean used) {
    Instant now = clock.instant();
    Optional<SessionStore.Found> found =
        store.find(TokenHash.of(token), now, now.minus(properties.sessionIdle()));
    Optional<Held> held = found.map(session -> new Held(session.member(), isStale(session, now)));
    found
        .filter(session -> used && held.filter(Held::stale).isEmpty())
        .filter(session -> session.lastSeenAt().isBefore(now.minus(NOTE_USE_AFTER)))
        .ifPresent(session -> store.seen(session.member().sessionId(), now));
    return held;
  }

  private boolean isStale(SessionStore.Found session, Instant now) {
    Instant proven = session.provenAt();
    return proven != null && !now.isBefore(proven.plus(properties.proofFor()));
  }

  /** What the browser is to sign next. */
  String question(StaffMember me) {
    return questions.ask(Purpose.PROOF, me.sessionId()).sealed();
  }

  /**
   * Believes a browser for some minutes more.
   *
   * @param token of the session, as it came with the proof
   * @param question the last one of this session
   * @param signature of it, with the key of the browser
   * @return the session under its next token; empty when another page has just got that
   * @throws Problem {@code proof_refused}
   */
  Optional<StaffAccounts.Opened> prove(
      StaffMember me, String token, String question, String signature) {
    Optional<byte[]> asked = questions.asked(Purpose.PROOF, me.sessionId(), question);
    if (asked.isEmpty()) {
      throw refused(me, "question");
    }
    boolean signed =
        store
            .browserKey(me.sessionId())
            .flatMap(BrowserKey::stored)
            .filter(key -> key.signed(question, signature))
            .isPresent();
    if (!signed) {
      throw refused(me, "signature");
    }
    if (!questions.use(Purpose.PROOF, asked.get())) {
      throw refused(me, "used");
    }
    Instant now = clock.instant();
    String next = randomness.token(TOKEN_BYTES);
    return store
        .proven(me.sessionId(), TokenHash.of(token), TokenHash.of(next), now, now.plus(UNDER_WAY))
        .map(until -> new StaffAccounts.Opened(me, next, Duration.between(now, until)));
  }

  private Problem refused(StaffMember me, String what) {
    log.appendAlone(
        AuditEvent.service("staff.session.proof_failed")
            .with("account", me.staffId().toString())
            .with("what", what),
        null);
    return Problem.of(IdentityProblem.PROOF_REFUSED);
  }

  void end(StaffMember member) {
    transaction.executeWithoutResult(status -> {
      if (store.end(member.sessionId())) {
        log.append(AuditEvent.staff("staff.session.ended", member.staffId()), null);
      }
    });
  }

  /** Ends all of an account in the current transaction, but for one. */
  void endAll(UUID staffId, @Nullable UUID but) {
    store.endAll(staffId, but);
  }

  /** Whether the session has not been ended meanwhile. */
  boolean goesOn(StaffMember member) {
    return store.isThere(member.sessionId());
  }

  /** Sessions beyond their time are deleted. */
  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1M")
  void deleteExpired() {
    Instant now = clock.instant();
    store.deleteExpired(now, now.minus(properties.sessionIdle()));
  }
}
