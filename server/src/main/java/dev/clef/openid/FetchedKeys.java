package dev.clef.openid;

import com.nimbusds.jose.jwk.JWK;
import dev.clef.platform.web.CommonProblem;
import dev.clef.platform.web.Problem;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys of clients that publish them at an address (RFC 7591 §2), as this node knows
 * them. One request asks an address at most once, and of one client's requests one at a time; the
 * others go by what is known. Thread-safe.
 */
final class FetchedKeys {

  private static final Logger LOG = LoggerFactory.getLogger(FetchedKeys.class);

  /** How long keys are gone by without looking: a key that was taken away is good that long. */
  static final Duration FRESH = Duration.ofMinutes(5);

  /** How long they are good while their address does not answer. */
  static final Duration GOOD = Duration.ofHours(1);

  /** How often a key nobody has seen, or an address that is away, makes us ask again. */
  static final Duration EACH = Duration.ofMinutes(1);

  /** Likewise, while nothing is known: a client that has just started is not kept waiting. */
  static final Duration SOON = Duration.ofSeconds(10);

  private static final int MOST_KNOWN = 10_000;

  /** What was fetched, and when. */
  private record Seen(List<JWK> keys, Instant at) {

    boolean isWithin(Duration age, Instant now) {
      return at.plus(age).isAfter(now);
    }

    boolean hasName(@Nullable String keyId) {
      return keyId != null && keys.stream().anyMatch(key -> keyId.equals(key.getKeyID()));
    }
  }

  /** An address of a client; the moments are guarded by the lock. */
  private static final class Place {

    final ReentrantLock lock = new ReentrantLock();
    volatile @Nullable Seen seen;
    Instant failed = Instant.MIN;
    Instant unknown = Instant.MIN;
  }

  private final Map<String, Place> places = new ConcurrentHashMap<>();
  private final Fetch fetch;
  private final Clock clock;

  FetchedKeys(Fetch fetch, Clock clock) {
    this.fetch = fetch;
    this.clock = clock;
  }

  /**
   * Whether one of the client's keys signed something. When none did and none is called so, the
   * address is asked once more.
   *
   * @param keyId what the key is said to be called; null when that is not said
   * @param signed whether a key did
   * @throws Problem {@code busy} when that cannot be told now, for want of a place to ask from
   */
  boolean any(String clientId, String uri, @Nullable String keyId, Predicate<JWK> signed) {
    Place place = place(clientId + " " + uri);
    Instant now = clock.instant();
    Seen before = place.seen;
    boolean asked =
        (before == null || !before.isWithin(FRESH, now))
            && ask(place, clientId, uri, before, Why.OLD);
    if (isSignedBy(place.seen, keyId, signed, now)) {
      return true;
    }
    Seen known = place.seen;
    if (asked || known == null || known.hasName(keyId)) {
      return false;
    }
    return ask(place, clientId, uri, known, Why.UNKNOWN)
        && isSignedBy(place.seen, keyId, signed, now);
  }

  private static boolean isSignedBy(
      @Nullable Seen seen, @Nullable String keyId, Predicate<JWK> signed, Instant now) {
    return seen != null
        && seen.isWithin(GOOD, now)
        && seen.keys().stream().filter(key -> ClientKeys.isCalled(key, keyId)).anyMatch(signed);
  }

  private Place place(String name) {
    if (places.size() >= MOST_KNOWN) {
      places.clear();
    }
    return places.computeIfAbsent(name, any -> new Place());
  }

  private enum Why {
    OLD,
    UNKNOWN
  }

  /**
   * Asks, unless that was done a moment ago.
   *
   * @param before what was known: whoever finds something newer need not ask
   * @return whether there is something newer now, or there was an attempt to get it
   */
  private boolean ask(Place place, String clientId, String uri, @Nullable Seen before, Why why) {
    Instant now = clock.instant();
    boolean good = before != null && before.isWithin(GOOD, now);
    if (!place.lock.tryLock()) {
      if (good && why == Why.OLD) {
        return false;
      }
      throw Fetch.busy(); // somebody is asking: then it will be known
    }
    try {
      if (!Objects.equals(place.seen, before)) {
        return true;
      }
      if (place.failed.plus(good ? EACH : SOON).isAfter(now)
          || (why == Why.UNKNOWN && place.unknown.plus(EACH).isAfter(now))) {
        return false;
      }
      Optional<List<JWK>> keys = fetched(clientId, uri);
      keys.ifPresent(them -> place.seen = new Seen(them, now));
      place.failed = keys.isPresent() ? Instant.MIN : now;
      if (why == Why.UNKNOWN) {
        place.unknown = now;
      }
      return true;
    } catch (Problem busy) {
      if (good && why == Why.OLD && busy.type() == CommonProblem.BUSY) {
        return false;
      }
      throw busy;
    } finally {
      place.lock.unlock();
    }
  }

  /** Empty when the address does not answer, or with no set of keys. */
  private Optional<List<JWK>> fetched(String clientId, String uri) {
    try {
      Optional<List<JWK>> keys = ClientKeys.fetched(fetch.json(uri));
      if (keys.isEmpty() || keys.get().isEmpty()) {
        LOG.warn("The address of the keys of client {} has none that are good", clientId);
      }
      return keys;
    } catch (IOException e) {
      LOG.warn("The keys of client {} cannot be fetched: {}", clientId, e.getMessage());
      return Optional.empty();
    }
  }
}
