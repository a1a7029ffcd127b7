package dev.clef.vault;

import dev.clef.audit.Actor;
import dev.clef.audit.AuditEvent;
import dev.clef.subject.LegalBasis;
import dev.clef.subject.Purpose;
import dev.clef.subject.Role;
import dev.clef.subject.SubjectId;
import dev.clef.subject.Use;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The wish to touch personal data: who, why, on what basis, in which case. Whether it is granted
 * the {@link Gate} decides by the catalogue. There is no public constructor, so every place that
 * opens data names one of the factories and can be found by its name.
 */
public final class Access {

  private final Role role;
  private final Purpose purpose;
  private final LegalBasis basis;
  private final @Nullable UUID caseId;
  private final @Nullable SubjectId only;
  private final String actorId;
  private final @Nullable Grant grant;

  private Access(
      Role role,
      Purpose purpose,
      LegalBasis basis,
      @Nullable UUID caseId,
      @Nullable SubjectId self) {
    this(role, "", purpose, basis, caseId, self, null);
  }

  private Access(
      Role role,
      String actorId,
      Purpose purpose,
      LegalBasis basis,
      @Nullable UUID caseId,
      @Nullable SubjectId only,
      @Nullable Grant grant) {
    this.role = role;
    this.actorId = actorId;
    this.purpose = purpose;
    this.basis = basis;
    this.caseId = caseId;
    this.only = only;
    this.grant = grant;
  }

  /** A listener looking at or correcting their own data. */
  public static Access listener(SubjectId self) {
    return new Access(Role.LISTENER, Purpose.SELF_SERVICE, LegalBasis.CONTRACT, null, self);
  }

  /** A listener exercising a right; {@code requestId} is the case. */
  public static Access request(SubjectId self, Purpose purpose, UUID requestId) {
    return new Access(Role.LISTENER, purpose, LegalBasis.LEGAL_OBLIGATION, requestId, self);
  }

  /** The service checking who somebody is: reads and writes credentials and nothing else. */
  public static Access authentication() {
    return new Access(Role.SERVICE, Purpose.AUTHENTICATION, LegalBasis.CONTRACT, null, null);
  }

  /**
   * The service writing to a person about their sign-in, as it must to keep accounts safe (GDPR
   * Art. 32): reads where the letter goes, its language and what is sealed of it, and no
   * credentials; the basis tells it from {@link #authentication}, which reads none of these.
   */
  public static Access letter() {
    return new Access(
        Role.SERVICE, Purpose.AUTHENTICATION, LegalBasis.LEGAL_OBLIGATION, null, null);
  }

  /** An operator's import: writes, reads nothing. */
  public static Access migration(UUID importId) {
    return new Access(Role.OPERATOR, Purpose.MIGRATION, LegalBasis.CONTRACT, importId, null);
  }

  /**
   * An application that somebody signed in to is told about them; the entry names it.
   *
   * @param clientId of the application
   */
  public static Access application(String clientId) {
    return new Access(
        Role.CLIENT, clientId, Purpose.APPLICATION, LegalBasis.CONTRACT, null, null, null);
  }

  /**
   * A member of staff with an elevation: one person, one purpose, for a while. The only access of
   * staff there is. That the elevation is still open and theirs is looked up in the statement that
   * reads; what stands in {@code grant} alone opens nothing.
   */
  public static Access elevated(Grant grant) {
    return new Access(
        Role.STAFF,
        grant.staffId().toString(),
        grant.purpose(),
        grant.basis(),
        grant.elevationId(),
        grant.person(),
        grant);
  }

  Use use(Use.Act act) {
    return new Use(role, purpose, basis, act);
  }

  Purpose purpose() {
    return purpose;
  }

  /** A listener reaches nobody but themselves, and staff nobody but the person of the elevation. */
  boolean isAbout(SubjectId subject) {
    return (role != Role.LISTENER && role != Role.STAFF) || subject.equals(only);
  }

  /** What staff read with; null for everybody else. */
  @Nullable Grant grant() {
    return grant;
  }

  /**
   * Whether it goes on while processing is restricted: what the person does, or asks for by signing
   * in or of staff, has their consent (GDPR Art. 18(2)).
   */
  boolean isWishOfPerson() {
    return role == Role.LISTENER
        || purpose == Purpose.AUTHENTICATION
        || purpose == Purpose.PERSON_REQUEST;
  }

  /** An event of this access. */
  AuditEvent event(String type) {
    return new AuditEvent(type, new Actor(role.code(), actorId), purpose, basis, Map.of())
        .inCase(caseId)
        .with("break_glass", grant == null ? null : grant.emergency());
  }
}
