package dev.clef.subject;

import java.util.UUID;

/** A data subject: a random identifier that means nothing outside this system (GDPR Art. 4(1)). */
public record SubjectId(UUID value) {

  @Override
  public String toString() {
    return value.toString();
  }
}
