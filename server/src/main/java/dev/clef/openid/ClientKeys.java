package dev.clef.openid;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The public keys a client signs its proofs with, as JSON Web Keys (RFC 7517 §5). They are given
 * with the client and never fetched: nobody can have this server ask another one.
 */
final class ClientKeys {

  private static final int MAX_KEYS = 10;

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
      boolean named =
          keys.size() == keys.stream().map(JWK::getKeyID).distinct().count() || keys.size() == 1;
      if (!all
          || !named
          || keys.isEmpty()
          || keys.size() > MAX_KEYS
          || !keys.stream().allMatch(PublicKeys::isFit)) {
        return Optional.empty();
      }
      return Optional.of(
          new JWKSet(keys.stream().map(ClientKeys::bare).toList()).toJSONObject(true));
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
