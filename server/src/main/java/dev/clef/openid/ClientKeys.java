package dev.clef.openid;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The public keys a client signs its proofs with, as JSON Web Keys (RFC 7517 §5): given with the
 * client, or fetched from its address (see {@link FetchedKeys}).
 */
final class ClientKeys {

  private static final int MAX_KEYS = 10;

  /** What only a private or secret key has (RFC 7518 §6). */
  private static final Set<String> PRIVATE = Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

  private ClientKeys() {}

  /**
   * The set, with the members that say which keys they are and no others.
   *
   * @return empty when there may be no such set: one key at least, all public and strong
   */
  static Optional<Map<String, Object>> checked(Map<String, Object> jwks) {
    try {
      List<JWK> keys = JWKSet.parse(jwks).getKeys();
      // The library passes over keys it does not know, and keys are not passed over here.
      boolean all = jwks.get("keys") instanceof List<?> given && given.size() == keys.size();
      if (!all || !isSet(keys) || !keys.stream().allMatch(PublicKeys::isFit)) {
        return Optional.empty();
      }
      return Optional.of(
          new JWKSet(keys.stream().map(ClientKeys::bare).toList()).toJSONObject(true));
    } catch (ParseException | IllegalArgumentException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  /** Some, not many, and each with a name of its own where there are several. */
  private static boolean isSet(List<JWK> keys) {
    return !keys.isEmpty()
        && keys.size() <= MAX_KEYS
        && keys.size() == keys.stream().map(JWK::getKeyID).distinct().count();
  }

  /**
   * The keys of a set that was fetched: those that could be registered. Others are passed over,
   * since such a set is often for more than we take; with a private key among them, which others
   * may have read as well, none is good any more.
   *
   * @return empty when this is no set of keys at all (RFC 7517 §5)
   */
  static Optional<List<JWK>> fetched(JsonNode document) {
    JsonNode given = document.path("keys");
    if (!given.isArray()) {
      return Optional.empty();
    }
    List<JWK> keys = new ArrayList<>();
    for (JsonNode one : given) {
      if (PRIVATE.stream().anyMatch(one::has)) {
        return Optional.of(List.of());
      }
      parsed(one).filter(PublicKeys::isFit).map(ClientKeys::bare).ifPresent(keys::add);
    }
    return Optional.of(isSet(keys) ? List.copyOf(keys) : List.of());
  }

  private static Optional<JWK> parsed(JsonNode key) {
    try {
      return Optional.of(JWK.parse(key.toString()));
    } catch (ParseException | IllegalArgumentException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  /** Without certificates and what else may come along. */
  private static JWK bare(JWK key) {
    return switch (key) {
      case ECKey point ->
          new ECKey.Builder(point.getCurve(), point.getX(), point.getY())
              .keyID(key.getKeyID())
              .algorithm(key.getAlgorithm())
              .build();
      case OctetKeyPair pair ->
          new OctetKeyPair.Builder(pair.getCurve(), pair.getX())
              .keyID(key.getKeyID())
              .algorithm(key.getAlgorithm())
              .build();
      case RSAKey rsa ->
          new RSAKey.Builder(rsa.getModulus(), rsa.getPublicExponent())
              .keyID(key.getKeyID())
              .algorithm(key.getAlgorithm())
              .build();
      default -> throw new IllegalArgumentException("a key of another kind");
    };
  }

  /** Whether a key may be the one of this name: the name, where both have one, chooses. */
  static boolean isCalled(JWK key, @Nullable String keyId) {
    return keyId == null || key.getKeyID() == null || keyId.equals(key.getKeyID());
  }

  /** As it is stored. */
  static @Nullable String text(@Nullable Map<String, Object> jwks) {
    return jwks == null ? null : JSONObjectUtils.toJSONString(jwks);
  }

  /** What was stored. */
  static @Nullable Map<String, Object> read(@Nullable String text) {
    try {
      return text == null ? null : JSONObjectUtils.parse(text);
    } catch (ParseException e) {
      throw new IllegalStateException("a stored set of keys cannot be read", e);
    }
  }

  /** The keys of a client. */
  static List<JWK> of(@Nullable Map<String, Object> jwks) {
    try {
      return jwks == null ? List.of() : JWKSet.parse(jwks).getKeys();
    } catch (ParseException e) {
      throw new IllegalStateException("a stored set of keys cannot be read", e);
    }
  }
}
