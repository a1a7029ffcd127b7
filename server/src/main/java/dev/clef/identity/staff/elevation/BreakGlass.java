package dev.clef.identity.staff.elevation;

import dev.clef.identity.staff.StaffAccounts;
import dev.clef.identity.staff.StaffMember;
import dev.clef.identity.staff.StaffRole;
import dev.clef.platform.UuidV7;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;
import dev.clef.platform.web.limits.RateLimits;
import dev.clef.subject.SubjectId;
import dev.clef.vault.Grants;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The way in an emergency: an elevation nobody approved, short, loud, one at a time, and looked at
 * by a second person before there is another. Thread-safe.
 */
public final class BreakGlass {

  static final String LIMIT = "break-glass";

  private static final Logger LOG = LoggerFactory.getLogger(BreakGlass.class);
  private static final Set<StaffRole> WHO = Set.of(StaffRole.SECURITY, StaffRole.PRIVACY_OFFICER);
  private static final ElevationPurpose FOR = ElevationPurpose.SECURITY_INCIDENT;

  private final StaffAccounts staff;
  private final Elevations elevations;
  private final ElevationStore store;
  private final ElevationEvents events;
  private final PersonSearch people;
  private final Grants grants;
  private final RateLimits limits;
  private final TransactionTemplate transaction;
  private final ElevationProperties properties;
  private final UuidV7 ids;
  private final Clock clock;

  BreakGlass(
      StaffAccounts staff,
      Elevations elevations,
      ElevationStore store,
      ElevationEvents events,
      PersonSearch people,
      Grants grants,
      RateLimits limits,
      TransactionTemplate transaction,
      ElevationProperties properties,
      UuidV7 ids,
      Clock clock) {
    this.staff = staff;
    this.elevations = elevations;
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

  /** Whether somebody may break the glass. */
  public static boolean mayBreak(StaffMember me) {
    return me.roles().stream().anyMatch(WHO::contains);
  }

  /** How long it is open. */
  public Duration lasts() {
    return properties.breakGlassFor();
  }

  /**
   * Opens an elevation without asking anybody.
   *
   * @param emergency the code of the reason
   * @throws Problem {@code invalid_fields}, {@code forbidden}, {@code fresh_sign_in_needed}, {@code
   *     rate_limited}, {@code nobody_found}, {@code break_glass_unreviewed}
   */
  public Elevation open(
      StaffMember me,
      @Nullable String person,
      @Nullable String caseNumber,
      @Nullable String emergency) {
    if (!mayBreak(me)) {
      throw Problem.of(CommonProblem.FORBIDDEN);
    }
    EmergencyReason why =
        EmergencyReason.of(emergency == null ? "" : emergency)
            .orElseThrow(() -> Problem.field("emergency", FieldReason.REQUIRED));
    Wanted wanted = Wanted.of(person, FOR.code(), caseNumber, "15", Wanted.MINUTES.getFirst());
    staff.requireFresh(me);
    limits.require(LIMIT, me.staffId().toString());
    SubjectId found = people.find(me, wanted);
    Elevation opened =
        Optional.ofNullable(
                transaction.execute(
                    status -> openNow(me, found, wanted, why, properties.breakGlassFor())))
            .orElseThrow();
    LOG.atWarn()
        .addKeyValue("elevation", opened.elevationId())
        .addKeyValue("reason", why.code())
        .log(
            "break-glass: personal data was opened without approval; a second person has to review it");
    return opened;
  }

  private Elevation openNow(
      StaffMember me, SubjectId person, Wanted wanted, EmergencyReason why, Duration lasts) {
    Instant now = clock.instant();
    Instant until = now.plus(lasts);
    StaffRole role = FOR.asker(me.roles()).orElseThrow();
    ElevationStore.Request request =
        new ElevationStore.Request(
            ids.next(),
            person,
            me.staffId(),
            role,
            FOR,
            wanted.caseNumber(),
            Math.toIntExact(Math.max(1, lasts.toMinutes())),
            now,
            until);
    if (!store.holdSession(me, List.copyOf(WHO))) {
      throw Problem.of(CommonProblem.NOT_SIGNED_IN);
    }
    if (!store.insertOpen(request, me, why, until)) {
      throw Problem.of(ElevationProblem.BREAK_GLASS_UNREVIEWED);
    }
    grants.open(
        new Grants.Opening(
            request.elevationId(),
            person,
            FOR.purpose(),
            FOR.basis(),
            me.staffId(),
            me.sessionId(),
            why.code(),
            until));
    Elevation opened = elevations.stored(request.elevationId());
    events.append(ElevationEvents.by(me, "break_glass.opened", opened), opened);
    return opened;
  }

  /**
   * Says of somebody else's emergency whether it was one; where it was not, the elevation ends.
   *
   * @throws Problem {@code not_found}, {@code forbidden}, {@code own_elevation}, {@code
   *     elevation_settled}
   */
  public Elevation review(StaffMember me, UUID elevationId, boolean justified) {
    Elevation opened = elevations.find(me, elevationId);
    elevations.requireOther(me, opened);
    if (!ElevationFilter.isReviewer(me)) {
      throw Problem.of(CommonProblem.FORBIDDEN);
    }
    Instant now = clock.instant();
    return elevations.settle(
        opened,
        ElevationEvents.by(me, "break_glass.reviewed", opened)
            .with("result", justified ? "justified" : "not_justified"),
        () -> {
          if (!store.holdSession(me, List.copyOf(ElevationFilter.REVIEWERS))
              || !store.review(elevationId, me.staffId(), justified, now)) {
            return false;
          }
          if (!justified && elevations.end(elevationId, EndReason.NOT_JUSTIFIED, now)) {
            events.append(
                ElevationEvents.by(me, "elevation.ended", opened)
                    .with("why", EndReason.NOT_JUSTIFIED.code()),
                opened);
          }
          return true;
        });
  }

  /** How many wait for a second person. */
  public long unreviewed() {
    return store.unreviewed();
  }
}
