package dev.clef.identity.staff;

import dev.clef.audit.Actor;
import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.identity.IdentityProblem;
import dev.clef.platform.UuidV7;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import dev.clef.subject.LegalBasis;
import dev.clef.subject.Purpose;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Who works here, for administrators. Whoever acts is looked at once more under a lock, and nobody
 * acts on their own account: so there is always an administrator left, the one who acts. Every act
 * is in the log, and shown to all administrators. Thread-safe.
 */
public final class StaffPeople {

  private static final Logger logger = LoggerFactory.getLogger(StaffPeople.class);

  /** How long a sign-in is fresh enough to change who works here, or a passkey. */
  static final Duration FRESH = Duration.ofMinutes(15);

  /**
   * How long none of several administrators has signed in before the operator lets one in anew:
   * longer than a session and a night, so that it is no way around those who can.
   */
  static final Duration SILENCE = Duration.ofHours(24);

  private final StaffStore accounts;
  private final InvitationStore links;
  private final ChangeStore changes;
  private final StaffSetup setup;
  private final StaffSessions sessions;
  private final StaffSealer sealer;
  private final AuditLog log;
  private final TransactionTemplate transaction;
  private final StaffProperties properties;
  private final UuidV7 ids;
  private final Clock clock;

  StaffPeople(
      StaffStore accounts,
      InvitationStore links,
      ChangeStore changes,
      StaffSetup setup,
      StaffSessions sessions,
      StaffSealer sealer,
      AuditLog log,
      TransactionTemplate transaction,
      StaffProperties properties,
      UuidV7 ids,
      Clock clock) {
    this.accounts = accounts;
    this.links = links;
    this.changes = changes;
    this.setup = setup;
    this.sessions = sessions;
    this.sealer = sealer;
    this.log = log;
    this.transaction = transaction;
    this.properties = properties;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Invites somebody.
   *
   * @throws Problem {@code invalid_fields}, {@code fresh_sign_in_needed}
   */
  public StaffAccounts.Invited invite(StaffMember me, Set<StaffRole> roles) {
    requireSound(roles);
    return acting(
        me,
        () -> {
          StaffAccounts.Invited invited = setup.invite(roles, me.staffId());
          note(me, StaffAct.INVITED, invited.staffId(), roles);
          log.append(
              event("staff.invited", me.staffId())
                  .with("account", invited.staffId().toString())
                  .with("roles", said(roles)),
              null);
          return invited;
        });
  }

  /**
   * Withdraws a link that was not used yet.
   *
   * @throws Problem {@code not_found}
   */
  public void withdraw(StaffMember me, UUID staffId) {
    acting(
        me,
        () -> {
          if (!links.delete(staffId)) {
            throw Problem.of(CommonProblem.NOT_FOUND);
          }
          note(me, StaffAct.WITHDRAWN, staffId, Set.of());
          log.append(
              event("staff.invitation.withdrawn", me.staffId()).with("account", staffId.toString()),
              null);
          return staffId;
        });
  }

  /**
   * Gives a member other roles, from their next request on.
   *
   * @throws Problem {@code own_account}, {@code not_found}, {@code invalid_fields}
   */
  public void setRoles(StaffMember me, UUID staffId, Set<StaffRole> roles) {
    requireSound(roles);
    requireOther(me, staffId);
    acting(
        me,
        () -> {
          StaffStore.Row account = account(staffId);
          accounts.setRoles(staffId, roles);
          if (!roles.contains(StaffRole.ADMINISTRATOR)) {
            links.deleteBy(staffId);
          }
          note(me, StaffAct.ROLES_CHANGED, staffId, roles);
          log.append(
              event("staff.roles.changed", me.staffId())
                  .with("account", staffId.toString())
                  .with("before", said(account.roles()))
                  .with("roles", said(roles)),
              null);
          return staffId;
        });
  }

  /**
   * Ends an account: its sessions, its passkeys, its row and its key. The log keeps its identifier,
   * which leads to nobody then.
   *
   * @throws Problem {@code own_account}, {@code not_found}
   */
  public void remove(StaffMember me, UUID staffId) {
    requireOther(me, staffId);
    acting(
        me,
        () -> {
          StaffStore.Row account = account(staffId);
          links.delete(staffId);
          links.deleteBy(staffId);
          accounts.delete(staffId);
          note(me, StaffAct.REMOVED, staffId, account.roles());
          log.append(
              event("staff.removed", me.staffId()).with("account", staffId.toString()), null);
          return staffId;
        });
    sealer.end(staffId);
  }

  /**
   * Signs somebody out of every browser; their passkeys stay.
   *
   * @throws Problem {@code own_account}, {@code not_found}
   */
  public void signOut(StaffMember me, UUID staffId) {
    requireOther(me, staffId);
    acting(
        me,
        () -> {
          sessions.endAll(account(staffId).staffId(), null);
          log.append(
              event("staff.signed_out", me.staffId()).with("account", staffId.toString()), null);
          return staffId;
        });
  }

  /**
   * A new way in for somebody who has lost all passkeys; what there was ends at once.
   *
   * @throws Problem {@code own_account}, {@code not_found}
   */
  public StaffAccounts.Invited renew(StaffMember me, UUID staffId) {
    requireOther(me, staffId);
    return acting(
        me,
        () -> {
          StaffAccounts.Invited invited = setup.renew(account(staffId), me.staffId());
          note(me, StaffAct.RENEWED, staffId, Set.of());
          log.append(
              event("staff.renewed", me.staffId()).with("account", staffId.toString()), null);
          return invited;
        });
  }

  /**
   * The same by the operator, for an administrator where no other one could: there is one, or none
   * of several has signed in for a day.
   *
   * @param name of the account; null where there is one administrator
   * @throws Problem {@code others_can}; {@code not_found} when no administrator has that name
   */
  StaffAccounts.Invited renewForOperator(@Nullable String name) {
    StaffAccounts.Invited invited =
        transaction.execute(_ -> {
          accounts.lockAll();
          StaffStore.Row account = renewedByOperator(name);
          changes.insert(
              ids.next(),
              new ChangeStore.Row(
                  clock.instant(), StaffAct.RENEWED, null, account.staffId(), Set.of()));
          log.append(
              new AuditEvent(
                      "staff.renewed",
                      Actor.OPERATOR,
                      Purpose.SECURITY,
                      LegalBasis.LEGAL_OBLIGATION,
                      Map.of())
                  .with("account", account.staffId().toString()),
              null);
          return setup.renew(account, null);
        });
    logger.warn("the operator opened a new way into the account of an administrator");
    return Objects.requireNonNull(invited);
  }

  private StaffStore.Row renewedByOperator(@Nullable String name) {
    List<StaffStore.Row> administrators =
        accounts.all().stream()
            .filter(row -> row.roles().contains(StaffRole.ADMINISTRATOR))
            .toList();
    if (name == null) {
      if (administrators.size() != 1) {
        throw Problem.of(IdentityProblem.OTHERS_CAN);
      }
      return administrators.getFirst();
    }
    Instant since = clock.instant().minus(SILENCE);
    if (administrators.size() > 1
        && administrators.stream().anyMatch(row -> row.hasSignedInSince(since))) {
      throw Problem.of(IdentityProblem.OTHERS_CAN);
    }
    byte[] digest = sealer.digest(name.strip());
    return administrators.stream()
        .filter(row -> Arrays.equals(row.sealed().nameDigest(), digest))
        .findFirst()
        .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }

  /** Notes that the list was gone through. */
  public void review(StaffMember me) {
    acting(
        me,
        () -> {
          changes.insert(
              ids.next(),
              new ChangeStore.Row(
                  clock.instant(), StaffAct.REVIEWED, me.staffId(), null, Set.of()));
          log.append(event("staff.reviewed", me.staffId()), null);
          return me;
        });
  }

  /** Nobody else changes who works here meanwhile; whoever acts may still do so. */
  private <T> T acting(StaffMember me, Supplier<T> act) {
    requireFresh(me, clock.instant());
    return Objects.requireNonNull(
        transaction.execute(_ -> {
          accounts.lockAll();
          boolean may =
              accounts
                  .find(me.staffId())
                  .filter(row -> row.roles().contains(StaffRole.ADMINISTRATOR))
                  .isPresent();
          if (!may || !sessions.goesOn(me)) {
            throw Problem.of(CommonProblem.FORBIDDEN);
          }
          return act.get();
        }));
  }

  static void requireFresh(StaffMember me, Instant now) {
    if (!now.isBefore(me.authenticatedAt().plus(FRESH))) {
      throw Problem.of(IdentityProblem.FRESH_SIGN_IN_NEEDED);
    }
  }

  private static void requireOther(StaffMember me, UUID staffId) {
    if (me.staffId().equals(staffId)) {
      throw Problem.of(IdentityProblem.OWN_ACCOUNT);
    }
  }

  /** At least one; and whoever checks is none of those who are checked. */
  private static void requireSound(Set<StaffRole> roles) {
    if (roles.isEmpty()) {
      throw Problem.field("roles", FieldReason.REQUIRED);
    }
    if (roles.contains(StaffRole.AUDITOR)
        && !Collections.disjoint(roles, Set.of(StaffRole.ADMINISTRATOR, StaffRole.OPERATOR))) {
      throw Problem.field("roles", FieldReason.UNSUPPORTED);
    }
  }

  private StaffStore.Row account(UUID staffId) {
    return accounts.find(staffId).orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }

  private void note(StaffMember me, StaffAct act, UUID target, Set<StaffRole> roles) {
    changes.insert(
        ids.next(), new ChangeStore.Row(clock.instant(), act, me.staffId(), target, roles));
  }

  private static String said(Set<StaffRole> roles) {
    return roles.stream().sorted().map(StaffRole::code).collect(Collectors.joining(","));
  }

  static AuditEvent event(String type, UUID actor) {
    return new AuditEvent(
        type, Actor.staff(actor), Purpose.SECURITY, LegalBasis.LEGAL_OBLIGATION, Map.of());
  }

  /** Changes too old to be shown go, and keys of those who left or never came. */
  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT2M")
  public void tidy() {
    changes.deleteBefore(clock.instant().minus(properties.changesFor()));
    List<String> sealed = sealer.sealedFor(); // before those who are known: whoever comes meanwhile
    Set<String> known = accounts.known().stream().map(UUID::toString).collect(Collectors.toSet());
    sealed.stream()
        .filter(name -> !known.contains(name))
        .map(UUID::fromString)
        .forEach(sealer::end);
  }
}
