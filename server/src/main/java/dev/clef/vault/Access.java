package dev.clef.vault;

import dev.clef.audit.Actor;
import dev.clef.subject.LegalBasis;
import dev.clef.subject.Purpose;
import dev.clef.subject.SubjectId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The permission to touch personal data: who, why, on what basis, in which case. There is no public
 * constructor, so every place that opens data names one of the factories and can be found by its
 * name.
 */
public final class Access {

  private enum Reach {
    /** Everything about oneself but credentials. */
    OWN_DATA,
    /** Credentials alone. */
    CREDENTIALS,
    /** Write only. */
    NOTHING
  }

  private final Actor actor;
  private final Purpose purpose;
  private final LegalBasis basis;
  private final @Nullable UUID caseId;
  private final @Nullable SubjectId self;
  private final Reach reach;

  private Access(
      Actor actor,
      Purpose purpose,
      LegalBasis basis,
      @Nullable UUID caseId,
      @Nullable SubjectId self,
      Reach reach) {
    this.actor = actor;
    this.purpose = purpose;
    this.basis = basis;
    this.caseId = caseId;
    this.self = self;
    this.reach = reach;
  }

  /** A listener looking at or correcting their own data. */
  public static Access listener(SubjectId self) {
    return new Access(
        Actor.LISTENER, Purpose.SELF_SERVICE, LegalBasis.CONTRACT, null, self, Reach.OWN_DATA);
  }

  /** A listener exercising a right; {@code requestId} is the case. */
  public static Access request(SubjectId self, Purpose purpose, UUID requestId) {
    return new Access(
        Actor.LISTENER, purpose, LegalBasis.LEGAL_OBLIGATION, requestId, self, Reach.OWN_DATA);
  }

  /** The service checking who somebody is: reads and writes credentials and nothing else. */
  public static Access authentication() {
    return new Access(
        Actor.SERVICE, Purpose.AUTHENTICATION, LegalBasis.CONTRACT, null, null, Reach.CREDENTIALS);
  }

  /** An operator's import: writes, reads nothing. */
  public static Access migration(UUID importId) {
    return new Access(
        Actor.OPERATOR, Purpose.MIGRATION, LegalBasis.CONTRACT, importId, null, Reach.NOTHING);
  }

  Actor actor() {
    return actor;
  }

  Purpose purpose() {
    return purpose;
  }

  LegalBasis basis() {
    return basis;
  }

  @Nullable UUID caseId() {
    return caseId;
  }

  boolean mayRead(SubjectId subject, String field) {
    return switch (reach) {
      case OWN_DATA -> subject.equals(self) && !Fields.isCredential(field);
      case CREDENTIALS -> Fields.isCredential(field);
      case NOTHING -> false;
    };
  }

  boolean mayWrite(SubjectId subject) {
    return self == null || subject.equals(self);
  }
}
