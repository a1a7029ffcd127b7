package dev.clef.vault;

import dev.clef.subject.LegalBasis;
import dev.clef.subject.Purpose;
import dev.clef.subject.SubjectId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An elevation that is open, as {@link Grants} found it: one member of staff may see one person's
 * data for one purpose until a time. Nobody but {@code Grants} can make one.
 */
public final class Grant {

  private final UUID elevationId;
  private final SubjectId person;
  private final Purpose purpose;
  private final LegalBasis basis;
  private final UUID staffId;
  private final UUID sessionId;
  private final @Nullable String emergency;
  private final Instant until;

  Grant(
      UUID elevationId,
      SubjectId person,
      Purpose purpose,
      LegalBasis basis,
      UUID staffId,
      UUID sessionId,
      @Nullable String emergency,
      Instant until) {
    this.elevationId = elevationId;
    this.person = person;
    this.purpose = purpose;
    this.basis = basis;
    this.staffId = staffId;
    this.sessionId = sessionId;
    this.emergency = emergency;
    this.until = until;
  }

  public UUID elevationId() {
    return elevationId;
  }

  public SubjectId person() {
    return person;
  }

  public Purpose purpose() {
    return purpose;
  }

  LegalBasis basis() {
    return basis;
  }

  public UUID staffId() {
    return staffId;
  }

  public UUID sessionId() {
    return sessionId;
  }

  /** Why it was opened without the approval of a second person; null when there was one. */
  @Nullable String emergency() {
    return emergency;
  }

  public Instant until() {
    return until;
  }
}
