package dev.clef.openid;

import dev.clef.subject.SubjectId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a device asks for (RFC 8628), as stored.
 *
 * @param subject who allowed it; null until somebody does
 * @param pause how long the device has to wait before it asks again
 * @param polledAt when it last asked
 */
record DeviceRequest(
    UUID requestId,
    String clientId,
    List<String> scopes,
    State state,
    @Nullable SubjectId subject,
    @Nullable Instant authenticatedAt,
    Duration pause,
    @Nullable Instant polledAt,
    Instant expiresAt) {

  DeviceRequest {
    scopes = List.copyOf(scopes);
  }

  /** What a person said to it. The names are stored: never rename one. */
  enum State {
    WAITING,
    ALLOWED,
    REFUSED;

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  boolean isOver(Instant now) {
    return !expiresAt.isAfter(now);
  }

  /** Whether the device asks sooner than it was told to. */
  boolean isTooSoon(Instant now) {
    return polledAt != null && now.isBefore(polledAt.plus(pause));
  }
}
