package dev.clef.identity;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.identity.Credentials.Checked;
import dev.clef.identity.credentials.TokenHash;
import dev.clef.keys.PersonKey;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.PersonRef;
import dev.clef.platform.Randomness;
import dev.clef.platform.UuidV7;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.subject.Purpose;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import dev.clef.vault.Access;
import dev.clef.vault.OwedEntry;
import dev.clef.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sessions: opened by a sign-in, found by the hash of a random token, ended by their owner. With
 * all of a person's sessions ends what they are signed in with elsewhere; with one, only it. Device
 * and address lie under the person's key; nothing in the table names anybody. Thread-safe.
 */
public final class Sessions {

  private static final String FIELD = "session";
  private static final int TOKEN_BYTES = 32;
  private static final int MAX_DEVICE_CHARS = 256;
  private static final char SEPARATOR = '\n';

  /** The last use is noted this often, so that a read does not cost a write. */
  private static final Duration NOTE_USE_AFTER = Duration.ofMinutes(5);

  /** What became of the wish for a session. */
  sealed interface Opening {}

  /**
   * A session just opened: the only time its token is seen.
   *
   * @param duties what stands between the person and everything else
   */
  public record Opened(String token, Duration maxAge, Set<Duty> duties) implements Opening {

    @Override
    public String toString() {
      return "Opened[<redacted>]";
    }
  }

  /** The account takes no session: nothing was stored. */
  record Refused(AccountStatus status) implements Opening {}

  /** A new password was chosen while the one before was checked: nothing was stored. */
  record Overtaken() implements Opening {}

  private final SessionStore store;
  private final Vault vault;
  private final PersonKeys keys;
  private final AuditLog log;
  private final TransactionTemplate transaction;
  private final IdentityProperties properties;
  private final Randomness randomness;
  private final UuidV7 ids;
  private final Clock clock;
  private final List<SignedInElsewhere> elsewhere;

  Sessions(
      SessionStore store,
      Vault vault,
      PersonKeys keys,
      AuditLog log,
      TransactionTemplate transaction,
      IdentityProperties properties,
      Randomness randomness,
      UuidV7 ids,
      Clock clock,
      List<SignedInElsewhere> elsewhere) {
    this.store = store;
    this.vault = vault;
    this.keys = keys;
    this.log = log;
    this.transaction = transaction;
    this.properties = properties;
    this.randomness = randomness;
    this.ids = ids;
    this.clock = clock;
    this.elsewhere = List.copyOf(elsewhere);
  }

  /**
   * Opens a session for whoever just proved to be {@code subject}, when the account is active, and
   * stores the entry owed for the proof with it: both or neither.
   */
  Opening open(SubjectId subject, Checked checked, String device, String address, OwedEntry owed) {
    UUID sessionId = ids.next();
    Instant now = clock.instant();
    String token = randomness.token(TOKEN_BYTES);
    AuditLog.Prepared entry =
        owed.prepare(
            AuditEvent.listener("sign_in.succeeded", Purpose.AUTHENTICATION)
                .with("how", checked.proofs().codes()),
            Map.of("session", sessionId.toString()));
    SessionStore.Holder holder =
        store.insertLogged(
            TokenHash.of(token),
            subject,
            new SessionStore.Row(
                sessionId,
                now,
                now,
                now.plus(properties.sessionFor()),
                seal(owed.key(), sessionId, "device", cut(device)),
                seal(owed.key(), sessionId, "address", address)),
            checked,
            entry);
    if (holder.status() != AccountStatus.ACTIVE) {
      return new Refused(holder.status());
    }
    if (holder.overtaken()) {
      return new Overtaken();
    }
    owed.stored();
    return new Opened(token, properties.sessionFor(), holder.duties());
  }

  /**
   * Adds what somebody who is signed in has just proven. The session goes on under another token:
   * whoever has the one from before has nothing of it.
   *
   * @throws Problem {@code not_signed_in} when the session ended meanwhile
   */
  Opened renew(SignedIn me, Proofs more) {
    String token = randomness.token(TOKEN_BYTES);
    Instant now = clock.instant();
    // A code by mail alone signs nobody in, and is none to whoever asks for a fresh sign-in.
    Instant authenticatedAt = more.assurance().isPresent() ? now : me.authenticatedAt();
    if (!store.renew(me, TokenHash.of(token), me.proofs().and(more), authenticatedAt, now)) {
      throw Problem.of(CommonProblem.NOT_SIGNED_IN);
    }
    return new Opened(token, properties.sessionFor(), me.duties());
  }

  /**
   * What was proven with a factor that is gone counts no more in any other session of the person;
   * in the current transaction.
   */
  void forgetProof(SignedIn me, Proof gone) {
    store.forgetProof(me.subject(), me.sessionId(), gone.code());
  }

  /** Who holds {@code token}; empty when the session ended, expired or never was. */
  public Optional<SignedIn> find(String token) {
    Instant now = clock.instant();
    Optional<SessionStore.Found> found =
        store.find(TokenHash.of(token), now, now.minus(properties.sessionIdle()));
    found
        .filter(session -> session.lastSeenAt().isBefore(now.minus(NOTE_USE_AFTER)))
        .ifPresent(session -> store.seen(session.signedIn().sessionId(), now));
    return found.map(SessionStore.Found::signedIn);
  }

  /** The sessions of the person behind {@code me}, the one used last first. */
  public List<Session> of(SignedIn me) {
    return of(me.subject(), me.sessionId(), Access.listener(me.subject()));
  }

  /** The sessions of a person, the one used last first. */
  public List<Session> of(SubjectId subject, UUID current, Access access) {
    List<SessionStore.Row> rows = store.of(subject, clock.instant());
    Map<String, byte[]> sealed = new HashMap<>();
    for (SessionStore.Row row : rows) {
      sealed.put(row.sessionId() + ".device", row.device());
      sealed.put(row.sessionId() + ".address", row.address());
    }
    Map<String, byte[]> open = vault.open(subject, FIELD, sealed, access);
    return rows.stream()
        .map(row ->
            new Session(
                row.sessionId(),
                row.createdAt(),
                row.lastSeenAt(),
                row.expiresAt(),
                text(open, row.sessionId() + ".device"),
                text(open, row.sessionId() + ".address"),
                row.sessionId().equals(current)))
        .toList();
  }

  /** Ends one session of a person; false when it was not theirs or had ended. */
  public boolean end(SubjectId subject, UUID sessionId) {
    return Boolean.TRUE.equals(
        transaction.execute(status -> {
          boolean ended = store.end(subject, sessionId);
          if (ended) {
            logEnd(subject, sessionId.toString());
            elsewhere.forEach(one -> one.ended(subject, sessionId));
          }
          return ended;
        }));
  }

  /** Ends every session of a person, and what they are signed in with elsewhere. */
  public void endAll(SubjectId subject) {
    transaction.executeWithoutResult(status -> {
      if (store.endAll(subject) > 0) {
        logEnd(subject, "all");
      }
      endElsewhere(List.of(subject));
    });
  }

  /** Ends every other session of a person, and what they are signed in with elsewhere. */
  public void endOthers(SignedIn me) {
    transaction.executeWithoutResult(status -> {
      if (store.endAllBut(me.subject(), me.sessionId()) > 0) {
        logEnd(me.subject(), "others");
      }
      endElsewhere(List.of(me.subject()));
    });
  }

  /** Whether there is anything {@link #endOthers} would end. */
  public boolean hasOthers(SignedIn me) {
    return elsewhere.stream().anyMatch(one -> one.isAny(me.subject()))
        || store.of(me.subject(), clock.instant()).stream()
            .anyMatch(row -> !row.sessionId().equals(me.sessionId()));
  }

  /**
   * Ends every other session, in the current transaction: after a new password, nobody else stays
   * signed in, here or elsewhere.
   */
  void endOthers(SubjectId subject, UUID keep) {
    store.endAllBut(subject, keep);
    endElsewhere(List.of(subject));
  }

  /** Deletes every session of these people in the current transaction, and what is elsewhere. */
  public void delete(Collection<SubjectId> subjects) {
    store.delete(subjects);
    endElsewhere(subjects);
  }

  /**
   * After the sessions: who puts something elsewhere holds their session meanwhile, see {@link
   * Accounts#hold}.
   */
  private void endElsewhere(Collection<SubjectId> subjects) {
    elsewhere.forEach(one -> one.end(subjects));
  }

  /** Sessions beyond their time are deleted, so that what they hold is not kept for nothing. */
  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1M")
  void deleteExpired() {
    store.deleteExpired(clock.instant());
  }

  private void logEnd(SubjectId subject, String which) {
    log.append(
        AuditEvent.listener("session.ended", Purpose.SELF_SERVICE),
        keys.get(new PersonRef(Tenant.DEFAULT.id(), subject.value())),
        Map.of("session", which));
  }

  private byte[] seal(PersonKey key, UUID sessionId, String part, String value) {
    return vault.seal(key, FIELD, sessionId + "." + part, value.getBytes(StandardCharsets.UTF_8));
  }

  private static String cut(String device) {
    String line = device.replace(SEPARATOR, ' ');
    return line.length() <= MAX_DEVICE_CHARS ? line : line.substring(0, MAX_DEVICE_CHARS);
  }

  private static String text(Map<String, byte[]> open, String record) {
    byte[] value = open.get(record);
    return value == null ? "" : new String(value, StandardCharsets.UTF_8);
  }
}
