package dev.clef.openid;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.identity.Accounts;
import dev.clef.identity.SignedIn;
import dev.clef.identity.SignedInElsewhere;
import dev.clef.identity.credentials.TokenHash;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.PersonRef;
import dev.clef.platform.UuidV7;
import dev.clef.subject.Purpose;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Families of tokens: what an application was granted at one time, and every token that came of it.
 * A token that was used before ends its family (RFC 9700 §4.14.2): whoever uses it now, or whoever
 * used it then, was not the application. Thread-safe.
 */
public final class Families implements SignedInElsewhere {

  /** Who may be told about whom, by an access token. */
  record Grant(Family family, Client client, SubjectId subject, List<String> scopes) {}

  private static final String CLIENT_CREDENTIALS =
      AuthorizationGrantType.CLIENT_CREDENTIALS.getValue();

  private final FamilyStore store;
  private final DeviceStore devices;
  private final LogoutStore logoutStore;
  private final Logouts logouts;
  private final ClientEvents events;
  private final Clients clients;
  private final Accounts accounts;
  private final PersonKeys keys;
  private final AuditLog log;
  private final TransactionTemplate transaction;
  private final UuidV7 ids;
  private final Clock clock;

  Families(
      FamilyStore store,
      DeviceStore devices,
      LogoutStore logoutStore,
      Logouts logouts,
      ClientEvents events,
      Clients clients,
      Accounts accounts,
      PersonKeys keys,
      AuditLog log,
      TransactionTemplate transaction,
      UuidV7 ids,
      Clock clock) {
    this.store = store;
    this.devices = devices;
    this.logoutStore = logoutStore;
    this.logouts = logouts;
    this.events = events;
    this.clients = clients;
    this.accounts = accounts;
    this.keys = keys;
    this.log = log;
    this.transaction = transaction;
    this.ids = ids;
    this.clock = clock;
  }

  UUID newId() {
    return ids.next();
  }

  Instant now() {
    return clock.instant();
  }

  /**
   * Stores a new family; that somebody signed in to an application is an entry of the log.
   *
   * @param person who grants it; null when nobody does, or nobody has yet
   * @param pushed the request it came of, which is used up by it; null when none was pushed
   * @return false when the session of that person has ended meanwhile, they took back what they
   *     allowed, or the request was used: nothing was stored
   */
  boolean open(
      Family family, Family.Fresh fresh, @Nullable SignedIn person, @Nullable UUID pushed) {
    if (family.grant().equals(CLIENT_CREDENTIALS) && events.isNoted(family.clientId())) {
      store.insert(family, fresh); // nothing else is to be done for it in one transaction
      return true;
    }
    return Boolean.TRUE.equals(
        transaction.execute(status -> {
          if ((person != null && !accounts.hold(person))
              || (fresh.codeHash() != null && !isAllowed(family))
              || (pushed != null && !store.delete(pushed))) {
            return false;
          }
          store.insert(family, fresh);
          if (family.grant().equals(CLIENT_CREDENTIALS)) {
            events.granted(family.clientId(), family.scopes());
          }
          if (fresh.codeHash() != null) {
            logSignIn(family);
          }
          return true;
        }));
  }

  /**
   * Stores what a device was allowed.
   *
   * @return false when somebody else did at the same time, or its person ended everything meanwhile
   */
  boolean open(Family family, Family.Fresh fresh, UUID deviceRequest) {
    return Boolean.TRUE.equals(
        transaction.execute(status -> {
          if (!devices.delete(deviceRequest)) {
            return false;
          }
          store.insert(family, fresh);
          logSignIn(family);
          return true;
        }));
  }

  /** Somebody agreed. False when it was too late, done already, or taken back at once. */
  boolean agree(Family family, Family.Fresh fresh) {
    return Boolean.TRUE.equals(
        transaction.execute(status -> {
          boolean agreed = isAllowed(family) && store.agree(family, fresh);
          if (agreed) {
            logSignIn(family);
          }
          return agreed;
        }));
  }

  /**
   * Puts new tokens into the place of a code or of the tokens before.
   *
   * @return false when somebody else did at the same time: the family is ended then
   */
  boolean renew(Family family, Family.Fresh fresh) {
    if (store.renew(family, fresh)) {
      return true;
    }
    endReused(family);
    return false;
  }

  Optional<Family> byId(UUID familyId) {
    return good(store.byId(familyId));
  }

  /** What waits for somebody to agree, or was pushed by an application (RFC 9126). */
  Optional<Family> byHandle(String handle) {
    return good(store.byHandle(TokenHash.of(handle)));
  }

  /** By a code that was not redeemed yet; one that was ends the family (RFC 6749 §4.1.2). */
  Optional<Family> byCode(String code) {
    Optional<Family> found = good(store.byCode(TokenHash.of(code)));
    found.filter(Family::codeUsed).ifPresent(this::endReused);
    return found
        .filter(family -> !family.codeUsed())
        .filter(family -> isAhead(family.codeExpiresAt()));
  }

  /** By an access token that is still good. */
  Optional<Family> byAccess(String token) {
    return good(store.byAccess(TokenHash.of(token)))
        .filter(family -> isAhead(family.accessExpiresAt()));
  }

  /** By the refresh token that is good now; an older one ends the family. */
  Optional<Family> byRefresh(String token) {
    Optional<Family> found =
        good(RefreshTokens.chain(token).flatMap(chain -> store.byChain(TokenHash.of(chain))));
    byte[] digest = TokenHash.of(token);
    found.filter(family -> !isOf(digest, family)).ifPresent(this::endReused);
    return found
        .filter(family -> isOf(digest, family))
        .filter(family -> isAhead(family.refreshExpiresAt()));
  }

  /** Who an access token is about, and who holds it; empty unless a person granted it. */
  Optional<Grant> grant(String accessToken) {
    return byAccess(accessToken)
        .flatMap(family -> {
          SubjectId subject = family.subject();
          return subject == null
              ? Optional.empty()
              : clients
                  .find(family.clientId())
                  .map(client -> new Grant(family, client, subject, family.accessScopes()));
        });
  }

  /** Ends what waits: a request that was used, or a question somebody said no to. */
  void end(UUID familyId) {
    store.delete(familyId);
  }

  /** Ends a family: none of its tokens is good any more. That is an entry of the log. */
  void revoke(Family family) {
    end(family, "application.ended");
  }

  /**
   * Ends all of them, in the current transaction: the database was restored, and tokens that had
   * ended since are back in it.
   */
  public void endAll() {
    devices.deleteAll();
    store.deleteAll();
  }

  /** What a person granted and what is still good. */
  List<Family> of(SubjectId subject) {
    return store.of(subject, clock.instant());
  }

  @Override
  public boolean isAny(SubjectId person) {
    return !of(person).isEmpty();
  }

  /** Removes everything of these people, in the current transaction. */
  @Override
  public void end(Collection<SubjectId> people) {
    // What a device waits for first: whatever came of it meanwhile is among the families.
    devices.delete(people);
    logouts.queue(logoutStore.parties(people));
    store.delete(people);
  }

  @Override
  public void ended(SubjectId person, UUID sessionId) {
    store.deleteUnredeemed(person, sessionId);
    logouts.queue(logoutStore.parties(person, sessionId));
  }

  /** What is good no more is not kept for nothing. */
  @Scheduled(fixedDelayString = "PT10M", initialDelayString = "PT1M")
  void deleteExpired() {
    store.deleteExpired(clock.instant());
  }

  private void logSignIn(Family family) {
    SubjectId subject = family.subject();
    if (subject != null) {
      log.append(
          AuditEvent.listener("application.sign_in", Purpose.APPLICATION)
              .with("client", family.clientId()),
          keys.get(new PersonRef(Tenant.DEFAULT.id(), subject.value())));
    }
  }

  private void endReused(Family family) {
    end(family, "application.token_refused");
  }

  private void end(Family family, String event) {
    transaction.executeWithoutResult(status -> {
      if (store.delete(family.familyId())) {
        SubjectId subject = family.subject();
        log.append(
            AuditEvent.service(event).with("client", family.clientId()),
            subject == null ? null : keys.get(new PersonRef(Tenant.DEFAULT.id(), subject.value())));
      }
    });
  }

  /** Whether its person allows that; who takes it back waits for the current transaction. */
  private boolean isAllowed(Family family) {
    SubjectId subject = family.subject();
    return subject == null
        || AskedAgain.SAYS_NOTHING.containsAll(family.scopes())
        || clients.find(family.clientId()).filter(Client::asks).isEmpty()
        || store.holdApproval(subject, family.clientId(), family.scopes());
  }

  /** What is stored for longer, and whose person may still sign in. */
  private Optional<Family> good(Optional<FamilyStore.Found> found) {
    return found
        .filter(FamilyStore.Found::active)
        .map(FamilyStore.Found::family)
        .filter(family -> isAhead(family.expiresAt()));
  }

  private boolean isAhead(@Nullable Instant at) {
    return at != null && at.isAfter(clock.instant());
  }

  private static boolean isOf(byte[] digest, Family family) {
    byte[] stored = family.refreshHash();
    return stored != null && TokenHash.equal(stored, digest);
  }
}
