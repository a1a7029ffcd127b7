package dev.clef.identity;

import java.time.Instant;
import java.util.UUID;

/**
 * A session as its owner sees it.
 *
 * @param device what the browser or app called itself
 * @param address the network address it was opened from
 * @param current whether the request came with it
 */
public record Session(
    UUID sessionId,
    Instant createdAt,
    Instant lastSeenAt,
    Instant expiresAt,
    String device,
    String address,
    boolean current) {}
