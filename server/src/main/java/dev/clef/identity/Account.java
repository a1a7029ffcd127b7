package dev.clef.identity;

import dev.clef.subject.SubjectId;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An account, without a name or any other personal data.
 *
 * @param duties what the person has to do first
 * @param consentAt when the terms were accepted; null for imported people until they are asked
 * @param source the system the account was imported from; null for those made here
 */
public record Account(
    SubjectId subject,
    String region,
    AccountStatus status,
    Set<Duty> duties,
    @Nullable Instant consentAt,
    @Nullable String source,
    Instant createdAt) {

  public Account {
    duties = Set.copyOf(duties);
  }
}
