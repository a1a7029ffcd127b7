package dev.clef.identity.staff;

import dev.clef.audit.Actor;
import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.identity.IdentityProblem;
import dev.clef.identity.PasswordRules;
import dev.clef.identity.credentials.OwnWords;
import dev.clef.identity.credentials.ParsedTotp;
import dev.clef.identity.credentials.PasswordHasher;
import dev.clef.identity.credentials.TokenHash;
import dev.clef.identity.credentials.Totp;
import dev.clef.identity.credentials.TotpSecret;
import dev.clef.identity.credentials.Unsupported;
import dev.clef.identity.credentials.UserName;
import dev.clef.identity.staff.InvitationStore.Link;
import dev.clef.identity.staff.StaffSealer.Value;
import dev.clef.platform.Randomness;
import dev.clef.platform.Secret;
import dev.clef.platform.UuidV7;
import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import dev.clef.subject.LegalBasis;
import dev.clef.subject.Purpose;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The way to a staff account: a link with a random token, good until it expires, is replaced or
 * withdrawn, or a code of the new authenticator confirms the account. Every step that reads the
 * link locks it, so that of two that come at once one is first. Thread-safe.
 */
final class StaffSetup {

  private static final int TOKEN_BYTES = 32;
  private static final String ISSUER = "Clef";

  /** What the first account is, so that it can run the installation and let others in. */
  private static final Set<StaffRole> FIRST = Set.of(StaffRole.ADMINISTRATOR, StaffRole.OPERATOR);

  /** What a code did to a link. */
  private sealed interface Confirmation {
    record Confirmed(StaffAccounts.Opened session) implements Confirmation {}

    record NoLink() implements Confirmation {}

    record WrongCode() implements Confirmation {}
  }

  private final InvitationStore links;
  private final StaffStore accounts;
  private final PasskeyStore passkeys;
  private final StaffSessions sessions;
  private final StaffSealer sealer;
  private final PasswordRules passwords;
  private final PasswordHasher hasher;
  private final AuditLog log;
  private final TransactionTemplate transaction;
  private final StaffProperties properties;
  private final Randomness randomness;
  private final UuidV7 ids;
  private final Clock clock;

  StaffSetup(
      InvitationStore links,
      StaffStore accounts,
      PasskeyStore passkeys,
      StaffSessions sessions,
      StaffSealer sealer,
      PasswordRules passwords,
      PasswordHasher hasher,
      AuditLog log,
      TransactionTemplate transaction,
      StaffProperties properties,
      Randomness randomness,
      UuidV7 ids,
      Clock clock) {
    this.links = links;
    this.accounts = accounts;
    this.passkeys = passkeys;
    this.sessions = sessions;
    this.sealer = sealer;
    this.passwords = passwords;
    this.hasher = hasher;
    this.log = log;
    this.transaction = transaction;
    this.properties = properties;
    this.randomness = randomness;
    this.ids = ids;
    this.clock = clock;
  }

  Duration linkLife() {
    return properties.setupFor();
  }

  /** A new link in the place of the old one; empty when there is a staff account. */
  Optional<Secret<String>> newToken() {
    String token = randomToken();
    Instant now = clock.instant();
    return links.replaceFirst(
            ids.next(), FIRST, TokenHash.of(token), now, now.plus(properties.setupFor()))
        ? Optional.of(Secret.of(token))
        : Optional.empty();
  }

  private String randomToken() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(randomness.bytes(TOKEN_BYTES));
  }

  /** A link for somebody new, in the current transaction. */
  StaffAccounts.Invited invite(Set<StaffRole> roles, UUID invitedBy) {
    return invite(ids.next(), InvitationKind.NEW, roles, invitedBy);
  }

  /**
   * A new way into an account, in the current transaction: from now on nothing else opens it.
   *
   * @param invitedBy null for the operator
   */
  StaffAccounts.Invited renew(StaffStore.Row account, @Nullable UUID invitedBy) {
    UUID staffId = account.staffId();
    sessions.endAll(staffId, null);
    links.deleteBy(staffId); // whoever had the account may have made some
    passkeys.removeAll(staffId);
    accounts.setPasskeys(staffId, null);
    accounts.withoutPassword(
        staffId,
        sealer.none(staffId, Value.HASHED_PASSWORD),
        sealer.none(staffId, Value.TOTP_SECRET));
    return invite(staffId, InvitationKind.RENEWAL, account.roles(), invitedBy);
  }

  private StaffAccounts.Invited invite(
      UUID staffId, InvitationKind kind, Set<StaffRole> roles, @Nullable UUID invitedBy) {
    String token = randomToken();
    Instant now = clock.instant();
    Instant expiresAt = now.plus(properties.setupFor());
    links.replace(staffId, kind, roles, invitedBy, TokenHash.of(token), now, expiresAt);
    return new StaffAccounts.Invited(staffId, Secret.of(token), expiresAt);
  }

  /** Like {@link #newToken}, asked for by whoever holds the operator token, with an entry. */
  Secret<String> newTokenForOperator() {
    Optional<Secret<String>> token =
        transaction.execute(status -> {
          Optional<Secret<String>> made = newToken();
          if (made.isPresent()) {
            log.append(
                new AuditEvent(
                    "staff.setup.link",
                    Actor.OPERATOR,
                    Purpose.SECURITY,
                    LegalBasis.LEGAL_OBLIGATION,
                    Map.of()),
                null);
          }
          return made;
        });
    if (token == null || token.isEmpty()) {
      throw Problem.of(IdentityProblem.STAFF_EXISTS);
    }
    return token.get();
  }

  /** Name and password of the account to be; may be entered again until a code confirms them. */
  StaffAccounts.Enrolment enter(String token, String name, String password) {
    if (locked(token).isEmpty()) {
      throw refused(
          AuditEvent.service("staff.setup.failed"), "link", IdentityProblem.LINK_NOT_VALID);
    }
    String valid = validName(name);
    passwords.check("password", password, OwnWords.of(List.of(valid)));
    String hash = hasher.hash(password).stored(); // not while the link is locked: it takes long
    TotpSecret secret = TotpSecret.generate(randomness);
    boolean entered =
        Boolean.TRUE.equals(
            transaction.execute(status -> {
              Optional<Link> link = lock(token);
              link.ifPresent(found -> requireFree(found.staffId(), valid));
              link.ifPresent(found -> enter(found.staffId(), valid, hash, secret));
              return link.isPresent();
            }));
    if (!entered) {
      throw refused(
          AuditEvent.service("staff.setup.failed"), "link", IdentityProblem.LINK_NOT_VALID);
    }
    return new StaffAccounts.Enrolment(secret.base32(), secret.otpauthUri(ISSUER, valid));
  }

  private void enter(UUID staffId, String name, String hash, TotpSecret secret) {
    links.enter(
        new Sealed(
            staffId,
            sealer.digest(name),
            sealer.seal(staffId, Value.NAME, name.getBytes(StandardCharsets.UTF_8)),
            sealer.seal(staffId, Value.HASHED_PASSWORD, hash.getBytes(StandardCharsets.UTF_8)),
            sealer.seal(staffId, Value.TOTP_SECRET, secret.storage())));
    log.append(AuditEvent.staff("staff.setup.started", staffId), null);
  }

  private void requireFree(UUID staffId, String name) {
    accounts
        .find(sealer.digest(name))
        .filter(other -> !other.staffId().equals(staffId))
        .ifPresent(_ -> {
          throw Problem.field("name", FieldReason.TAKEN);
        });
  }

  /**
   * Makes the account, when the code is that of the authenticator, and uses up the link.
   *
   * @return a session that can add a passkey
   */
  StaffAccounts.Opened confirm(String token, String code) {
    Confirmation confirmation;
    try {
      confirmation = transaction.execute(status -> confirmLocked(token, code));
    } catch (DuplicateKeyException meanwhile) {
      throw Problem.field("name", FieldReason.TAKEN);
    }
    return switch (Objects.requireNonNull(confirmation)) {
      case Confirmation.Confirmed(StaffAccounts.Opened session) -> session;
      case Confirmation.WrongCode _ ->
          throw refused(
              AuditEvent.service("staff.setup.failed"), "code", IdentityProblem.WRONG_CODE);
      case Confirmation.NoLink _ ->
          throw refused(
              AuditEvent.service("staff.setup.failed"), "link", IdentityProblem.LINK_NOT_VALID);
    };
  }

  private Confirmation confirmLocked(String token, String code) {
    accounts.lockAll(); // before the link, as those do who invite and renew
    Optional<Link> found = lock(token);
    Sealed entered = found.map(Link::entered).orElse(null);
    if (found.isEmpty() || entered == null) {
      return new Confirmation.NoLink();
    }
    OptionalLong step = matchingStep(entered, code, Totp.NEVER_USED);
    if (step.isEmpty()) {
      return new Confirmation.WrongCode();
    }
    UUID staffId = entered.staffId();
    Set<StaffRole> roles = found.get().roles();
    switch (found.get().kind()) {
      case FIRST, NEW -> accounts.insert(entered, roles, step.getAsLong(), clock.instant());
      case RENEWAL -> {
        if (!accounts.renew(entered, step.getAsLong())) {
          return new Confirmation.NoLink();
        }
        sessions.endAll(staffId, null);
        passkeys.removeAll(staffId);
        roles = accounts.find(staffId).map(StaffStore.Row::roles).orElse(Set.of());
      }
    }
    links.delete(staffId);
    log.append(AuditEvent.staff("staff.setup.completed", staffId), null);
    return new Confirmation.Confirmed(sessions.open(staffId, roles, null));
  }

  /** The step whose code this is, after {@code lastStep}. */
  OptionalLong matchingStep(Sealed account, String code, long lastStep) {
    ParsedTotp parsed =
        TotpSecret.parse(sealer.open(account.staffId(), Value.TOTP_SECRET, account.totpSecret()));
    return switch (parsed) {
      case TotpSecret secret ->
          Totp.matchingStep(secret, code, clock.instant(), Totp.DRIFT_STEPS, lastStep);
      case Unsupported unsupported -> OptionalLong.empty();
    };
  }

  private Optional<Link> locked(String token) {
    Optional<Link> link = transaction.execute(status -> lock(token));
    return link == null ? Optional.empty() : link;
  }

  private Optional<Link> lock(String token) {
    return links.lock(TokenHash.of(token), clock.instant());
  }

  private Problem refused(AuditEvent event, String what, IdentityProblem problem) {
    log.appendAlone(event.with("what", what), null);
    return Problem.of(problem);
  }

  private static String validName(String name) {
    String typed = name.strip();
    return switch (UserName.of(typed)) {
      case UserName.Valid valid -> typed;
      case UserName.Invalid(UserName.Reason reason) ->
          throw Problem.field(
              "name",
              switch (reason) {
                case EMPTY -> FieldReason.REQUIRED;
                case TOO_LONG -> FieldReason.TOO_LONG;
                case NOT_TEXT -> FieldReason.NOT_TEXT;
                case CHARACTER, DIRECTION -> FieldReason.INVALID;
              });
    };
  }

  /** What was entered for a link that expired is not kept for nothing. */
  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1M")
  void deleteExpired() {
    links.deleteExpired(clock.instant());
  }
}
