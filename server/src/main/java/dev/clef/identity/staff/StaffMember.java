package dev.clef.identity.staff;

import java.time.Instant;
import java.util.UUID;

/**
 * The member of staff behind a request: the principal of a session.
 *
 * @param staffId random; means nothing elsewhere
 * @param authenticatedAt when password and code were checked
 */
public record StaffMember(UUID staffId, UUID sessionId, Instant authenticatedAt) {}
