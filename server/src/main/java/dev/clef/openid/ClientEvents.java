package dev.clef.openid;

import dev.clef.audit.AuditEvent;
import dev.clef.audit.AuditLog;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;

/**
 * What applications do for themselves, and who fails to be one, as entries of the log about nobody:
 * one a minute for each client and kind, on all nodes together, so that nobody fills the log by
 * asking again and again. Thread-safe.
 */
final class ClientEvents {

  private static final Duration EACH = Duration.ofMinutes(1);

  /** In the place of a name nobody here gave: what a stranger sends is not written down. */
  private static final String STRANGER = "unknown";

  private static final String GRANTED = "client.granted";

  private static final int MOST_KNOWN = 10_000;

  private record Noted(String type, String clientId) {}

  /** The minute in which somebody else's entry is known to be in the log: nothing to ask then. */
  private final Map<Noted, Long> others = new ConcurrentHashMap<>();

  private final AuditLog log;
  private final Clients clients;
  private final UsedOnce used;
  private final Clock clock;

  ClientEvents(AuditLog log, Clients clients, UsedOnce used, Clock clock) {
    this.log = log;
    this.clients = clients;
    this.used = used;
    this.clock = clock;
  }

  /** Whether it is known that a client has acted for itself in this minute already. */
  boolean isNoted(String clientId) {
    return Long.valueOf(minute(clock.instant())).equals(others.get(new Noted(GRANTED, clientId)));
  }

  /** A client acts for itself, in the current transaction. */
  void granted(String clientId, Collection<String> scopes) {
    if (isFirst(GRANTED, clientId)) {
      log.append(
          AuditEvent.service("client.granted")
              .with("client", clientId)
              .with("scopes", String.join(",", new TreeSet<>(scopes))),
          null);
    }
  }

  /** Answers whoever did not prove to be a client, and notes whom they said to be. */
  void refused(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
      throws IOException {
    if (failure instanceof OAuth2AuthenticationException known
        && known.getError().getErrorCode().equals(OAuth2ErrorCodes.INVALID_CLIENT)) {
      Optional<String> client = claimed(request).flatMap(clients::find).map(Client::clientId);
      if (isFirst("client.refused", client.orElse(STRANGER))) {
        log.appendAlone(
            AuditEvent.service("client.refused").with("client", client.orElse(STRANGER)), null);
      }
    }
    MachineErrors.write(request, response, failure);
  }

  private static Optional<String> claimed(HttpServletRequest request) {
    String named = request.getParameter("client_id");
    return named == null
        ? OneClient.ofHeader(request).or(() -> AssertionConverter.ofAssertion(request))
        : Optional.of(named);
  }

  private boolean isFirst(String type, String clientId) {
    Instant now = clock.instant();
    long minute = minute(now);
    Noted noted = new Noted(type, clientId);
    if (Long.valueOf(minute).equals(others.get(noted))) {
      return false;
    }
    if (used.take(type, clientId, Long.toString(minute), now.plus(EACH))) {
      return true; // until that is committed it may still be undone
    }
    if (others.size() >= MOST_KNOWN) {
      others.clear();
    }
    others.put(noted, minute);
    return false;
  }

  private static long minute(Instant now) {
    return now.getEpochSecond() / EACH.toSeconds();
  }
}
