package dev.clef.identity.staff.elevation;

import dev.clef.audit.Actor;
import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import dev.clef.identity.staff.StaffMember;
import dev.clef.keys.EnvelopeRejected;
import dev.clef.keys.KeyUnavailable;
import dev.clef.keys.PersonKey;
import dev.clef.keys.PersonKeys;
import dev.clef.keys.PersonRef;
import dev.clef.subject.LegalBasis;
import dev.clef.subject.Purpose;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Tenant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the log is told of elevations: each step under the key of the person, so that they see it;
 * members of staff by their random identifiers alone. Thread-safe.
 */
final class ElevationEvents {

  /** What ends a look, or says something of one that is over, no damaged key may prevent. */
  private static final Set<String> TAKES_AWAY =
      Set.of(
          "elevation.declined",
          "elevation.withdrawn",
          "elevation.lapsed",
          "elevation.ended",
          "break_glass.reviewed");

  private final AuditLog log;
  private final PersonKeys keys;

  ElevationEvents(AuditLog log, PersonKeys keys) {
    this.log = log;
    this.keys = keys;
  }

  /** Appends in the current transaction. */
  void append(AuditEvent event, Elevation about) {
    log.append(
        event, TAKES_AWAY.contains(event.type()) ? keyIfAny(about.person()) : key(about.person()));
  }

  /** Appends in the current transaction, about somebody whose key is gone. */
  void appendAboutNobody(AuditEvent event) {
    log.append(event, null);
  }

  /** Appends, whatever becomes of the transaction around it. */
  void appendAlone(AuditEvent event, @Nullable SubjectId person) {
    log.appendAlone(event, key(person));
  }

  /** What a member of staff did about an elevation. */
  static AuditEvent by(StaffMember me, String type, Elevation elevation) {
    return event(type, Actor.staff(me.staffId()), elevation);
  }

  /** A member of staff ended the sessions of the person: no field of theirs was touched. */
  static AuditEvent signedOut(StaffMember me, Elevation elevation) {
    return about("elevation.signed_out", Actor.staff(me.staffId()), elevation);
  }

  /** What came about without anybody. */
  static AuditEvent byItself(String type, Elevation elevation) {
    return event(type, Actor.SERVICE, elevation);
  }

  /** Somebody tried what is not theirs. */
  static AuditEvent refused(StaffMember me, Elevation elevation, String what) {
    return by(me, "elevation.refused", elevation).with("what", what);
  }

  /** Somebody looked for a person who is not there: an entry about nobody. */
  static AuditEvent nobody(StaffMember me, ElevationPurpose purpose) {
    return new AuditEvent(
            "elevation.refused",
            Actor.staff(me.staffId()),
            purpose.purpose(),
            purpose.basis(),
            Map.of())
        .with("what", "nobody");
  }

  private static AuditEvent event(String type, Actor actor, Elevation elevation) {
    return about(type, actor, elevation).fields(elevation.purpose().fields());
  }

  private static AuditEvent about(String type, Actor actor, Elevation elevation) {
    Purpose purpose = elevation.purpose().purpose();
    LegalBasis basis = elevation.purpose().basis();
    Elevation.Emergency emergency = elevation.emergency();
    return new AuditEvent(type, actor, purpose, basis, Map.of())
        .inCase(elevation.elevationId())
        .with("holder", elevation.holder().toString())
        .with("role", elevation.role().code())
        .with("minutes", Integer.toString(elevation.minutes()))
        .with("case_number", elevation.caseNumber())
        .with("break_glass", emergency == null ? null : emergency.reason().code());
  }

  private @Nullable PersonKey keyIfAny(@Nullable SubjectId person) {
    try {
      return key(person);
    } catch (KeyUnavailable | EnvelopeRejected damaged) {
      return null;
    }
  }

  /**
   * Null for somebody who is erased, and for nobody else: a step that cannot be told to its person
   * is not taken.
   */
  private @Nullable PersonKey key(@Nullable SubjectId person) {
    if (person == null) {
      return null;
    }
    PersonRef ref = new PersonRef(Tenant.DEFAULT.id(), person.value());
    try {
      return keys.get(ref);
    } catch (KeyUnavailable unavailable) {
      if (keys.erased(ref)) {
        return null;
      }
      throw unavailable;
    }
  }
}
