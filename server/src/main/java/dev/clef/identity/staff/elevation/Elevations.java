package dev.clef.identity.staff.elevation;

import dev.clef.audit.AuditEvent;
import dev.clef.identity.staff.StaffMember;
import dev.clef.identity.staff.StaffRole;
import dev.clef.platform.UuidV7;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.limits.RateLimits;
import dev.clef.subject.SubjectId;
import dev.clef.vault.Grants;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Asking for a look at one person's data, deciding about it, opening and ending it. Each step is
 * one statement that says what it must find, with its entry in one transaction. Thread-safe.
 */
public final class Elevations {

  static final String ASK_LIMIT = "elevation-ask";

  /**
   * What was asked for on a day of UTC, by whomever.
   *
   * @param asked with a second person
   * @param emergencies without
   */
  public record Day(LocalDate day, long asked, long emergencies) {}

  /** How many there are just now, of whomever. */
  public record Figures(long open, long waiting, long unreviewed) {}

  private final ElevationStore store;
  private final ElevationEvents events;
  private final PersonSearch people;
  private final Grants grants;
  private final RateLimits limits;
  private final TransactionTemplate transaction;
  private final ElevationProperties properties;
  private final UuidV7 ids;
  private final Clock clock;

  Elevations(
      ElevationStore store,
      ElevationEvents events,
      PersonSearch people,
      Grants grants,
      RateLimits limits,
      TransactionTemplate transaction,
      ElevationProperties properties,
      UuidV7 ids,
      Clock clock) {
    this.store = store;
    this.events = events;
    this.people = people;
    this.grants = grants;
    this.limits = limits;
    this.transaction = transaction;
    this.properties = properties;
    this.ids = ids;
    this.clock = clock;
  }

  /** How long one may be wanted for, in minutes, by the settings. */
  public List<Integer> minutes() {
    return Wanted.MINUTES.stream().filter(it -> it <= properties.longest().toMinutes()).toList();
  }

  /**
   * Asks for an elevation.
   *
   * @throws Problem {@code invalid_fields}, {@code forbidden}, {@code rate_limited}, {@code
   *     nobody_found}
   */
  public Elevation ask(
      StaffMember me,
      @Nullable String person,
      @Nullable String purpose,
      @Nullable String caseNumber,
      @Nullable String minutes) {
    Wanted wanted =
        Wanted.of(person, purpose, caseNumber, minutes, properties.longest().toMinutes());
    StaffRole role =
        wanted.purpose().asker(me.roles()).orElseThrow(() -> Problem.of(CommonProblem.FORBIDDEN));
    limits.require(ASK_LIMIT, me.staffId().toString());
    SubjectId found = people.find(me, wanted);
    Instant now = clock.instant();
    ElevationStore.Request request =
        new ElevationStore.Request(
            ids.next(),
            found,
            me.staffId(),
            role,
            wanted.purpose(),
            wanted.caseNumber(),
            wanted.minutes(),
            now,
            now.plus(properties.lapsesAfter()));
    return required(
        transaction.execute(status -> {
          store.insert(request);
          Elevation asked = stored(request.elevationId());
          events.append(ElevationEvents.by(me, "elevation.asked", asked), asked);
          return asked;
        }));
  }

  /**
   * Approves one of somebody else.
   *
   * @throws Problem {@code not_found}, {@code forbidden}, {@code own_elevation}, {@code
   *     elevation_settled}
   */
  public Elevation approve(StaffMember me, UUID elevationId) {
    Elevation asked = toDecide(me, elevationId);
    Instant now = clock.instant();
    return settle(
        asked,
        ElevationEvents.by(me, "elevation.approved", asked),
        () ->
            mayStillDecide(me, asked)
                && store.approve(
                    elevationId, me.staffId(), now, now.plus(properties.lapsesAfter())));
  }

  /**
   * Says no to one of somebody else.
   *
   * @throws Problem {@code not_found}, {@code forbidden}, {@code own_elevation}, {@code
   *     elevation_settled}
   */
  public Elevation decline(StaffMember me, UUID elevationId) {
    Elevation asked = toDecide(me, elevationId);
    return settle(
        asked,
        ElevationEvents.by(me, "elevation.declined", asked),
        () ->
            mayStillDecide(me, asked) && store.decline(elevationId, me.staffId(), clock.instant()));
  }

  /**
   * Takes back what one asked for.
   *
   * @throws Problem {@code not_found}, {@code elevation_settled}
   */
  public Elevation withdraw(StaffMember me, UUID elevationId) {
    Elevation asked = own(me, elevationId);
    return settle(
        asked,
        ElevationEvents.by(me, "elevation.withdrawn", asked),
        () -> store.drop(elevationId, "withdrawn", clock.instant()));
  }

  /**
   * Opens what was approved, for this session: from now on it can be read, and the time runs.
   *
   * @throws Problem {@code not_found}, {@code elevation_settled}
   */
  public Elevation open(StaffMember me, UUID elevationId) {
    Elevation approved = own(me, elevationId);
    SubjectId person = approved.person();
    if (person == null) {
      throw Problem.of(ElevationProblem.ELEVATION_SETTLED);
    }
    Instant now = clock.instant();
    return settle(
        approved,
        ElevationEvents.by(me, "elevation.opened", approved),
        () -> {
          if (!store.open(elevationId, me, approved.purpose(), now)) {
            return false;
          }
          grants.open(
              new Grants.Opening(
                  elevationId,
                  person,
                  approved.purpose().purpose(),
                  approved.purpose().basis(),
                  me.staffId(),
                  me.sessionId(),
                  null,
                  now.plusSeconds(approved.minutes() * 60L)));
          return true;
        });
  }

  /**
   * Ends an open or approved one before its time: its holder, or somebody who decides about such.
   *
   * @throws Problem {@code not_found}, {@code forbidden}, {@code elevation_settled}
   */
  public Elevation end(StaffMember me, UUID elevationId) {
    Elevation running = find(me, elevationId);
    boolean isHolder = running.holder().equals(me.staffId());
    if (!isHolder && !running.purpose().isDecidedBy(me.roles())) {
      throw Problem.of(CommonProblem.FORBIDDEN);
    }
    EndReason why = isHolder ? EndReason.HOLDER : EndReason.TAKEN_BACK;
    return settle(
        running,
        ElevationEvents.by(me, "elevation.ended", running).with("why", why.code()),
        () -> end(elevationId, why, clock.instant()));
  }

  /** Ends one in the current transaction; false when it was over. */
  boolean end(UUID elevationId, EndReason why, Instant at) {
    if (!store.end(elevationId, why, at)) {
      return false;
    }
    grants.close(elevationId);
    return true;
  }

  /**
   * One of those somebody may see.
   *
   * @throws Problem {@code not_found}, whether it is not there or not theirs to see
   */
  public Elevation find(StaffMember me, UUID elevationId) {
    return store
        .find(elevationId)
        .filter(found -> ElevationFilter.sees(me, found))
        .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }

  /** The newest that fit, those before {@code before} (now when null). */
  public List<Elevation> newest(ElevationFilter filter, @Nullable UUID before, int limit) {
    return store.newest(filter, before, limit);
  }

  /** Those that wait for a decision of this member, the oldest first. */
  public List<Elevation> waitingFor(StaffMember me) {
    Instant now = clock.instant();
    return store.underWay().stream()
        .filter(one ->
            one.state() instanceof ElevationState.Waiting waiting
                && waiting.lapsesAt().isAfter(now))
        .filter(one -> !one.holder().equals(me.staffId()) && one.purpose().isDecidedBy(me.roles()))
        .toList();
  }

  /** Days since {@code first} on which something was asked for. */
  public List<Day> perDay(LocalDate first) {
    return store.perDay(first.atStartOfDay(ZoneOffset.UTC).toInstant());
  }

  /** How many there are just now. */
  public Figures figures() {
    return new Figures(store.count("open"), store.count("waiting"), store.unreviewed());
  }

  /** Whether this member may read with it now, in this session. */
  public boolean isOpenFor(StaffMember me, UUID elevationId) {
    return grants.find(elevationId, me.staffId(), me.sessionId()).isPresent();
  }

  /** Of the member's own. */
  Elevation own(StaffMember me, UUID elevationId) {
    Elevation found = find(me, elevationId);
    if (!found.holder().equals(me.staffId())) {
      events.appendAlone(ElevationEvents.refused(me, found, "not_the_holder"), found.person());
      throw Problem.of(ElevationProblem.ELEVATION_NOT_OPEN);
    }
    return found;
  }

  private Elevation toDecide(StaffMember me, UUID elevationId) {
    Elevation asked = find(me, elevationId);
    requireOther(me, asked);
    if (!asked.purpose().isDecidedBy(me.roles())) {
      throw Problem.of(CommonProblem.FORBIDDEN);
    }
    return asked;
  }

  /** In the current transaction, until which nobody takes the role or the session away. */
  private boolean mayStillDecide(StaffMember me, Elevation asked) {
    return store.holdSession(me, asked.purpose().approvers());
  }

  /** Nobody decides about what they asked for themselves, in whatever session. */
  void requireOther(StaffMember me, Elevation elevation) {
    if (elevation.holder().equals(me.staffId())) {
      events.appendAlone(
          ElevationEvents.refused(me, elevation, "own_elevation"), elevation.person());
      throw Problem.of(ElevationProblem.OWN_ELEVATION);
    }
  }

  /** A change with its entry; nothing of either when the change found something else. */
  Elevation settle(Elevation before, AuditEvent event, BooleanSupplier change) {
    return required(
        transaction.execute(status -> {
          if (!change.getAsBoolean()) {
            throw Problem.of(ElevationProblem.ELEVATION_SETTLED);
          }
          events.append(event, before);
          return stored(before.elevationId());
        }));
  }

  Elevation stored(UUID elevationId) {
    return store.find(elevationId).orElseThrow();
  }

  private static Elevation required(@Nullable Elevation elevation) {
    return Optional.ofNullable(elevation).orElseThrow();
  }
}
