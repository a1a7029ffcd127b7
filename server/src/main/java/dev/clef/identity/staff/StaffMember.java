package dev.clef.identity.staff;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * The member of staff behind a request: the principal of a session.
 *
 * @param staffId random; means nothing elsewhere
 * @param authenticatedAt when it was proven who they are
 * @param roles as they are now, not as they were at sign-in
 */
public record StaffMember(
    UUID staffId, UUID sessionId, Instant authenticatedAt, Set<StaffRole> roles) {

  public StaffMember {
    roles = Set.copyOf(roles);
  }
}
