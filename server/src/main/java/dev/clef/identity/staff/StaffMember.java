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
 * @param bound whether the session is that of one browser; else it can do nothing but add a passkey
 */
public record StaffMember(
    UUID staffId, UUID sessionId, Instant authenticatedAt, Set<StaffRole> roles, boolean bound) {

  public StaffMember {
    roles = Set.copyOf(roles);
  }
}
