package dev.clef.mail;

import dev.clef.subject.SubjectId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A letter in the queue, claimed by whoever holds it.
 *
 * @param subject null: somebody without an account
 * @param language null: that of the account
 * @param sealed null: nothing but the template
 * @param attempts how often the mail server has put it off
 * @param claim proves that nobody else has claimed it since
 */
record Queued(
    UUID letterId,
    @Nullable SubjectId subject,
    String template,
    @Nullable String language,
    byte @Nullable [] sealed,
    Instant createdAt,
    Instant expiresAt,
    int attempts,
    UUID claim) {

  @Override
  public String toString() {
    return "Queued[" + template + "]";
  }
}
