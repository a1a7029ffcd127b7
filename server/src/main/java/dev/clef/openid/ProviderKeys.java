package dev.clef.openid;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import dev.clef.keys.Signer;
import dev.clef.keys.SigningKey;
import dev.clef.keys.SigningKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The keys tokens are signed with, one of each algorithm, as JSON Web Keys (RFC 7517). Thread-safe.
 */
final class ProviderKeys {

  /** How long an ID token is good; a destroyed key is published for as long as one of it may be. */
  static final Duration ID_TOKEN_FOR = Duration.ofMinutes(30);

  /** What tokens may be signed with, the usual one first. */
  static final List<String> ALGORITHMS = List.of("ES256", "EdDSA", "RS256");

  /** Another node may have changed the key; who checks a signature looks for new keys anyway. */
  static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  /**
   * A new key is published first and signs when every node has looked since: what one node signed
   * is never checked against what another does not know yet.
   */
  static final Duration PUBLISHED_BEFORE = LOOK_AGAIN.multipliedBy(2);

  private static final Map<String, Signer> SIGNERS =
      Map.of("ES256", Signer.OPENID, "EdDSA", Signer.OPENID_EDDSA, "RS256", Signer.OPENID_RSA);

  private static final int COORDINATE_BYTES = 32;
  private static final Base64URL RSA_EXPONENT = Base64URL.encode(new byte[] {1, 0, 1});

  /** A key of the custodian, and how it is published. */
  record Published(SigningKey key, JWK jwk) {

    JWSAlgorithm algorithm() {
      return JWSAlgorithm.parse(jwk.getAlgorithm().getName());
    }

    boolean isDestroyed() {
      return key.destroyedAt() != null;
    }
  }

  private record Seen(List<Published> keys, Instant until) {}

  private final SigningKeys keys;
  private final Clock clock;
  private final AtomicReference<@Nullable Seen> seen = new AtomicReference<>();

  ProviderKeys(SigningKeys keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /** The one that signs with this algorithm; the first of all is made at the first use. */
  Published current(String algorithm) {
    Instant known = clock.instant().minus(PUBLISHED_BEFORE);
    List<Published> all =
        all().stream().filter(one -> one.algorithm().getName().equals(algorithm)).toList();
    return all.stream()
        .filter(one -> !one.isDestroyed() && !one.key().createdAt().isAfter(known))
        .findFirst()
        .orElseGet(all::getFirst);
  }

  /** Signs with it: 64 bytes (RFC 7518 §3.4, RFC 8037 §3.1), with RSA 384 (RFC 7518 §3.3). */
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
        .map(Published::jwk)
        .toList();
  }

  /** Every version there ever was, of each algorithm the newest first. */
  List<Published> all() {
    Seen known = seen.get();
    Instant now = clock.instant();
    if (known == null || !known.until().isAfter(now)) {
      known = new Seen(ALGORITHMS.stream().flatMap(this::versions).toList(), now.plus(LOOK_AGAIN));
      seen.set(known);
    }
    return known.keys();
  }

  private Stream<Published> versions(String algorithm) {
    return keys.all(Objects.requireNonNull(SIGNERS.get(algorithm))).stream()
        .map(key -> new Published(key, jwk(key)));
  }

  /** The identifier is the thumbprint (RFC 7638): the same on every node. */
  private static JWK jwk(SigningKey key) {
    byte[] bytes = key.publicKey();
    try {
      return switch (key.algorithm()) {
        case ES256 ->
            new ECKey.Builder(
                    Curve.P_256,
                    Base64URL.encode(Arrays.copyOfRange(bytes, 1, 1 + COORDINATE_BYTES)),
                    Base64URL.encode(
                        Arrays.copyOfRange(bytes, 1 + COORDINATE_BYTES, 1 + 2 * COORDINATE_BYTES)))
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.ES256)
                .keyIDFromThumbprint()
                .build();
        case ED25519 ->
            new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(bytes))
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(PublicKeys.EDDSA)
                .keyIDFromThumbprint()
                .build();
        case RS256 ->
            new RSAKey.Builder(Base64URL.encode(bytes), RSA_EXPONENT)
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.RS256)
                .keyIDFromThumbprint()
                .build();
        case ML_DSA_44 -> throw new IllegalStateException("signs no tokens");
      };
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
