package dev.clef.subject;

import java.util.Collection;
import java.util.UUID;

/** A data subject: a random identifier that means nothing outside this system (GDPR Art. 4(1)). */
public record SubjectId(UUID value) {

  /** The identifiers alone, as SQL takes them. */
  public static UUID[] values(Collection<SubjectId> subjects) {
    return subjects.stream().map(SubjectId::value).toArray(UUID[]::new);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
