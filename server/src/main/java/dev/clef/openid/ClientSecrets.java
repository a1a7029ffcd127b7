package dev.clef.openid;

import dev.clef.identity.credentials.TokenHash;
import dev.clef.keys.Context;
import dev.clef.keys.ServiceKeyKind;
import dev.clef.keys.ServiceKeys;
import dev.clef.platform.Randomness;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Secrets of clients: 256 random bits, stored as an HMAC that is bound to the client. Nobody
 * guesses that many bits, so a slow hash would cost the token endpoint its pace for nothing; and
 * without the key, which the keys database holds, nobody can write a row whose secret they know.
 * Thread-safe.
 */
final class ClientSecrets implements PasswordEncoder {

  private static final int SECRET_BYTES = 32;
  private static final String KEY = "client-secret";

  private final ServiceKeys keys;
  private final Randomness randomness;

  ClientSecrets(ServiceKeys keys, Randomness randomness) {
    this.keys = keys;
    this.randomness = randomness;
  }

  /** A new secret, to be shown once. */
  String fresh() {
    return randomness.token(SECRET_BYTES);
  }

  /** The 32 bytes under which the secret of a client is stored. */
  byte[] mac(String clientId, String secret) {
    return keys.hmac(
        ServiceKeyKind.OPENID,
        KEY,
        Context.of("clef-client-secret-v1").text(clientId).text(secret).bytes());
  }

  /** The form Spring keeps with a client and hands back to {@link #matches}. */
  static String encoded(String clientId, byte[] mac) {
    return clientId + ":" + Base64.getEncoder().encodeToString(mac);
  }

  @Override
  public boolean matches(@Nullable CharSequence secret, @Nullable String encoded) {
    if (secret == null || encoded == null) {
      return false;
    }
    int colon = encoded.lastIndexOf(':');
    byte[] stored = Base64.getDecoder().decode(encoded.substring(colon + 1));
    try {
      return TokenHash.equal(stored, mac(encoded.substring(0, colon), secret.toString()));
    } catch (IllegalArgumentException e) {
      return false; // what was sent is no text
    }
  }

  @Override
  public String encode(@Nullable CharSequence secret) {
    throw new UnsupportedOperationException("secrets are made here, never taken");
  }
}
