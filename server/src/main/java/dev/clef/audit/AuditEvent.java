package dev.clef.audit;

import dev.clef.subject.LegalBasis;
import dev.clef.subject.Purpose;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happened, without anything that identifies the person it happened to.
 *
 * @param type what happened, for example {@code data.read}; stable
 * @param actor who did it
 * @param purpose why
 * @param basis on what lawful basis
 * @param details further members, for example {@code fields}; names and values are stable words,
 *     never personal data
 */
public record AuditEvent(
    String type, Actor actor, Purpose purpose, LegalBasis basis, Map<String, String> details) {

  public AuditEvent {
    details = Map.copyOf(details);
  }

  /** An event of the service for its own security, without details. */
  public static AuditEvent service(String type) {
    return new AuditEvent(
        type, Actor.SERVICE, Purpose.SECURITY, LegalBasis.LEGAL_OBLIGATION, Map.of());
  }

  /** An event of the person the entry is about. */
  public static AuditEvent listener(String type, Purpose purpose) {
    return new AuditEvent(type, Actor.LISTENER, purpose, LegalBasis.CONTRACT, Map.of());
  }

  /** An event of a member of staff at the door: setting up, signing in, leaving. */
  public static AuditEvent staff(String type, UUID staffId) {
    return new AuditEvent(
        type, Actor.staff(staffId), Purpose.AUTHENTICATION, LegalBasis.LEGAL_OBLIGATION, Map.of());
  }

  /** The event with one more detail; nothing changes when {@code value} is null. */
  public AuditEvent with(String name, @Nullable String value) {
    if (value == null) {
      return this;
    }
    Map<String, String> more = new HashMap<>(details);
    more.put(name, value);
    return new AuditEvent(type, actor, purpose, basis, more);
  }

  /** The event with the case it belongs to. */
  public AuditEvent inCase(@Nullable UUID caseId) {
    return with("case", caseId == null ? null : caseId.toString());
  }

  /** The event with the names of the fields it touched, in order. */
  public AuditEvent fields(Collection<String> names) {
    return with("fields", String.join(",", new TreeSet<>(names)));
  }

  /** The members as they are logged; {@code at} is cut to milliseconds, as in the leaf. */
  Map<String, String> members(UUID entryId, Instant at) {
    Map<String, String> members = new HashMap<>(details);
    members.put("type", type);
    members.put("entry", entryId.toString());
    members.put("time", at.truncatedTo(ChronoUnit.MILLIS).toString());
    members.put("actor", actor.code());
    members.put("purpose", purpose.code());
    members.put("basis", basis.code());
    return members;
  }
}
