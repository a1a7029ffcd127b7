package dev.clef.openid;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.util.Base64URL;
import dev.clef.keys.Signer;
import dev.clef.keys.SigningKey;
import dev.clef.keys.SigningKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The keys ID tokens are signed with, as JSON Web Keys (RFC 7517). Thread-safe. */
final class ProviderKeys {

  /** How long an ID token is good; a destroyed key is published for as long as one of it may be. */
  static final Duration ID_TOKEN_FOR = Duration.ofMinutes(30);

  /** Another node may have changed the key; who checks a signature looks for new keys anyway. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private static final int COORDINATE_BYTES = 32;

  /** A key of the custodian, and how it is published. */
  record Published(SigningKey key, ECKey jwk) {}

  private record Seen(List<Published> keys, Instant until) {}

  private final SigningKeys keys;
  private final Clock clock;
  private final AtomicReference<@Nullable Seen> seen = new AtomicReference<>();

  ProviderKeys(SigningKeys keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /** The one that signs; it is made at the first use. */
  Published current() {
    return all().getFirst();
  }

  /** Signs with it: 64 bytes (RFC 7518 §3.4). */
  byte[] sign(Published key, byte[] message) {
    return keys.sign(key.key(), message);
  }

  /** Those whose signatures may still be relied on. */
  List<JWK> published() {
    Instant now = clock.instant();
    return all().stream()
        .filter(one -> {
          Instant destroyed = one.key().destroyedAt();
          return destroyed == null || destroyed.plus(ID_TOKEN_FOR).isAfter(now);
        })
        .<JWK>map(Published::jwk)
        .toList();
  }

  /** Every version there ever was, the newest first. */
  List<Published> all() {
    Seen known = seen.get();
    Instant now = clock.instant();
    if (known == null || !known.until().isAfter(now)) {
      known =
          new Seen(
              keys.all(Signer.OPENID).stream()
                  .map(key -> new Published(key, jwk(key.publicKey())))
                  .toList(),
              now.plus(LOOK_AGAIN));
      seen.set(known);
    }
    return known.keys();
  }

  /** The identifier is the thumbprint (RFC 7638): the same on every node. */
  private static ECKey jwk(byte[] point) {
    try {
      return new ECKey.Builder(
              Curve.P_256,
              Base64URL.encode(Arrays.copyOfRange(point, 1, 1 + COORDINATE_BYTES)),
              Base64URL.encode(
                  Arrays.copyOfRange(point, 1 + COORDINATE_BYTES, 1 + 2 * COORDINATE_BYTES)))
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.ES256)
          .keyIDFromThumbprint()
          .build();
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
