package dev.clef.openid;

import dev.clef.identity.Accounts;
import dev.clef.identity.SignedIn;
import dev.clef.identity.credentials.TokenHash;
import dev.clef.keys.Context;
import dev.clef.keys.ServiceKeyKind;
import dev.clef.keys.ServiceKeys;
import dev.clef.openid.DeviceRequest.State;
import dev.clef.platform.Randomness;
import dev.clef.platform.UuidV7;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Devices that cannot ask their person themselves show a short code, which the person types into a
 * page here (RFC 8628). Thread-safe.
 */
public final class DeviceRequests {

  /** How long a code may be typed. */
  static final Duration GOOD_FOR = Duration.ofMinutes(10);

  /** How long a device waits before it asks again, and how much longer when it did not. */
  static final Duration WAIT = Duration.ofSeconds(5);

  /** How long a device that comes too late is still told so. */
  private static final Duration REMEMBERED = Duration.ofMinutes(10);

  /** Letters that make no words and are not mistaken for digits (RFC 8628 §6.1). */
  private static final String LETTERS = "BCDFGHJKLMNPQRSTVWXZ";

  private static final int USER_CHARS = 8;
  private static final int DEVICE_BYTES = 32;
  private static final String KEY = "user-code";

  /** The question to a person. */
  public record Asked(UUID requestId, Client client, List<String> scopes) {}

  /** What a device is told; both codes this one time. */
  record Started(String deviceCode, String userCode) {

    @Override
    public String toString() {
      return "Started[<redacted>]";
    }
  }

  /** What a device is told that asks: what it was allowed, or why it was not. */
  private record Polled(@Nullable DeviceRequest allowed, String error) {}

  private final DeviceStore store;
  private final Clients clients;
  private final Approvals approvals;
  private final Accounts accounts;
  private final ServiceKeys keys;
  private final TransactionTemplate transaction;
  private final Randomness randomness;
  private final UuidV7 ids;
  private final Clock clock;

  DeviceRequests(
      DeviceStore store,
      Clients clients,
      Approvals approvals,
      Accounts accounts,
      ServiceKeys keys,
      TransactionTemplate transaction,
      Randomness randomness,
      UuidV7 ids,
      Clock clock) {
    this.store = store;
    this.clients = clients;
    this.approvals = approvals;
    this.accounts = accounts;
    this.keys = keys;
    this.transaction = transaction;
    this.randomness = randomness;
    this.ids = ids;
    this.clock = clock;
  }

  /** Two of 26 billion codes are the same once in a blue moon: then the database refuses one. */
  Started start(Client client, List<String> scopes) {
    Instant now = clock.instant();
    String deviceCode = randomness.token(DEVICE_BYTES);
    String userCode = userCode();
    store.insert(
        new DeviceRequest(
            ids.next(),
            client.clientId(),
            scopes,
            State.WAITING,
            null,
            null,
            WAIT,
            null,
            now.plus(GOOD_FOR)),
        TokenHash.of(deviceCode),
        mac(userCode),
        now);
    return new Started(
        deviceCode,
        userCode.substring(0, USER_CHARS / 2) + "-" + userCode.substring(USER_CHARS / 2));
  }

  /** Without a bias: a byte that would bring one is drawn again. */
  private String userCode() {
    StringBuilder code = new StringBuilder();
    while (code.length() < USER_CHARS) {
      int drawn = randomness.bytes(1)[0] & 0xff;
      if (drawn < 256 - 256 % LETTERS.length()) {
        code.append(LETTERS.charAt(drawn % LETTERS.length()));
      }
    }
    return code.toString();
  }

  private byte[] mac(String userCode) {
    return keys.hmac(
        ServiceKeyKind.OPENID, KEY, Context.of("clef-user-code-v1").text(userCode).bytes());
  }

  /** What a code that somebody typed asks for; empty when it is none, too old or answered. */
  public Optional<Asked> find(String typed) {
    return letters(typed)
        .flatMap(code -> store.byUserCode(mac(code)))
        .filter(this::isOpen)
        .flatMap(this::asked);
  }

  /** What a request asks for; empty when it is too old or answered. */
  public Optional<Asked> find(UUID requestId) {
    return store.byId(requestId).filter(this::isOpen).flatMap(this::asked);
  }

  private boolean isOpen(DeviceRequest request) {
    return request.state() == State.WAITING && !request.isOver(clock.instant());
  }

  private Optional<Asked> asked(DeviceRequest request) {
    return clients
        .find(request.clientId())
        .map(client -> new Asked(request.requestId(), client, request.scopes()));
  }

  /** As people type it: in any case, with blanks or signs between the letters. */
  static Optional<String> letters(String typed) {
    String code = typed.toUpperCase(Locale.ROOT).replaceAll("[\\s\\p{Pd}._]", "");
    return code.length() == USER_CHARS && code.chars().allMatch(c -> LETTERS.indexOf(c) >= 0)
        ? Optional.of(code)
        : Optional.empty();
  }

  /** {@code me} allows it; false when it was answered before, or is too old, or the session is. */
  public boolean allow(UUID requestId, SignedIn me) {
    return Boolean.TRUE.equals(
        transaction.execute(status -> {
          Asked asked = find(requestId).orElse(null);
          if (asked == null
              || !accounts.hold(me)
              || !store.allow(requestId, me.subject(), me.authenticatedAt(), clock.instant())) {
            return false;
          }
          approvals.allow(me.subject(), asked.client().clientId(), asked.scopes());
          return true;
        }));
  }

  /** {@code me} does not allow it; false when that is too late. */
  public boolean refuse(UUID requestId, SignedIn me) {
    return Boolean.TRUE.equals(
        transaction.execute(status -> {
          Asked asked = find(requestId).orElse(null);
          if (asked == null || !store.refuse(requestId, clock.instant())) {
            return false;
          }
          approvals.refuse(me.subject(), asked.client().clientId());
          return true;
        }));
  }

  /**
   * A device asks whether it was allowed (RFC 8628 §3.5).
   *
   * @return what its person allowed
   * @throws OAuth2AuthenticationException in the words of the standard
   */
  DeviceRequest poll(String deviceCode, String clientId) {
    Polled polled =
        Objects.requireNonNull(
            transaction.execute(status ->
                judged(store.lockByDeviceCode(TokenHash.of(deviceCode)).orElse(null), clientId)));
    DeviceRequest allowed = polled.allowed();
    if (allowed == null) {
      throw new OAuth2AuthenticationException(polled.error());
    }
    return allowed;
  }

  private Polled judged(@Nullable DeviceRequest request, String clientId) {
    Instant now = clock.instant();
    if (request == null || !request.clientId().equals(clientId)) {
      return new Polled(null, OAuth2ErrorCodes.INVALID_GRANT);
    }
    if (request.isOver(now)) {
      return new Polled(null, "expired_token");
    }
    boolean tooSoon = request.isTooSoon(now);
    store.polled(request.requestId(), tooSoon ? request.pause().plus(WAIT) : request.pause(), now);
    if (tooSoon) {
      return new Polled(null, "slow_down");
    }
    return switch (request.state()) {
      case WAITING -> new Polled(null, "authorization_pending");
      case REFUSED -> new Polled(null, OAuth2ErrorCodes.ACCESS_DENIED);
      case ALLOWED -> new Polled(request, "");
    };
  }

  /** What nobody answered is not kept. */
  @Scheduled(fixedDelayString = "PT10M", initialDelayString = "PT1M")
  void deleteExpired() {
    store.deleteExpired(clock.instant().minus(REMEMBERED));
  }
}
