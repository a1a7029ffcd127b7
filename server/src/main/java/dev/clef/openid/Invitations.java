package dev.clef.openid;

import dev.clef.audit.Actor;
import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.identity.credentials.TokenHash;
import dev.clef.platform.Randomness;
import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import dev.clef.subject.LegalBasis;
import dev.clef.subject.Purpose;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tokens with which others register applications by themselves (RFC 7591 §3): so many times, until
 * then. Thread-safe.
 */
public final class Invitations {

  private static final int TOKEN_BYTES = 32;
  private static final int MAX_USES = 100;
  private static final int MAX_DAYS = 90;
  private static final int USUAL_DAYS = 7;

  /**
   * An invitation as an operator wants it.
   *
   * @param uses how many applications may be registered; by default one
   * @param days how long; by default seven
   * @param pkceOptional whether those that keep a secret may leave out PKCE; by default not
   */
  record Wanted(@Nullable Integer uses, @Nullable Integer days, @Nullable Boolean pkceOptional) {}

  /** An invitation, and its token this one time. */
  record Made(String token, int uses, Instant expiresAt) {

    @Override
    public String toString() {
      return "Made[<redacted>]";
    }
  }

  private final InvitationStore store;
  private final Clients clients;
  private final AuditLog log;
  private final TransactionTemplate transaction;
  private final Randomness randomness;
  private final Clock clock;

  Invitations(
      InvitationStore store,
      Clients clients,
      AuditLog log,
      TransactionTemplate transaction,
      Randomness randomness,
      Clock clock) {
    this.store = store;
    this.clients = clients;
    this.log = log;
    this.transaction = transaction;
    this.randomness = randomness;
    this.clock = clock;
  }

  /**
   * Makes one.
   *
   * @throws Problem {@code invalid_fields}
   */
  Made make(Wanted wanted) {
    int uses = within("uses", wanted.uses(), 1, MAX_USES);
    int days = within("days", wanted.days(), USUAL_DAYS, MAX_DAYS);
    boolean pkce = wanted.pkceOptional() != null && wanted.pkceOptional();
    String token = randomness.token(TOKEN_BYTES);
    Instant now = clock.instant();
    Instant expires = now.plus(Duration.ofDays(days));
    transaction.executeWithoutResult(status -> {
      store.insert(TokenHash.of(token), uses, pkce, now, expires);
      log.append(
          new AuditEvent(
              "client.invited",
              Actor.OPERATOR,
              Purpose.SECURITY,
              LegalBasis.LEGITIMATE_INTERESTS,
              Map.of("uses", Integer.toString(uses), "days", Integer.toString(days))),
          null);
    });
    return new Made(token, uses, expires);
  }

  private static int within(String field, @Nullable Integer wanted, int usual, int most) {
    int value = wanted == null ? usual : wanted;
    if (value < 1 || value > most) {
      throw Problem.field(field, FieldReason.OUT_OF_RANGE);
    }
    return value;
  }

  /** Whether those who register by it may leave out PKCE; empty when it is good for nothing. */
  Optional<Boolean> pkceOptional(String token) {
    return store.pkceOptional(TokenHash.of(token), clock.instant());
  }

  /**
   * Registers an application by an invitation.
   *
   * @return empty when somebody else used it up at the same time
   * @throws Problem {@code invalid_fields}; then nothing was used
   */
  Optional<Clients.Made> register(String token, NewClient wanted) {
    return clients.register(wanted, () -> store.use(TokenHash.of(token), clock.instant()));
  }

  /**
   * Ends all of them, in the current transaction: the database was restored, and those that were
   * used up since are back in it.
   */
  public void endAll() {
    store.deleteAll();
  }

  /** What is good no more is not kept. */
  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1M")
  void deleteExpired() {
    store.deleteExpired(clock.instant());
  }
}
