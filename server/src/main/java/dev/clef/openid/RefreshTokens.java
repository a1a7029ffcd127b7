package dev.clef.openid;

import dev.clef.platform.Randomness;
import java.util.Optional;

/**
 * The form of refresh tokens: all of a family begin alike, with 128 random bits, so that one that
 * was used before is known to be of this family without keeping them all; 256 more bits are this
 * token's own. Whoever has never had a token of a family can neither use nor end it.
 */
final class RefreshTokens {

  private static final int CHAIN_BYTES = 16;
  private static final int CHAIN_CHARS = 22;
  private static final int OWN_BYTES = 32;
  private static final int CHARS = 65;

  private RefreshTokens() {}

  /** The first of a family. */
  static String first(Randomness randomness) {
    return randomness.token(CHAIN_BYTES) + randomness.token(OWN_BYTES);
  }

  /** The one after {@code token}. */
  static String next(String token, Randomness randomness) {
    return chain(token).orElseThrow() + randomness.token(OWN_BYTES);
  }

  /** What all of its family begin with; empty when it has not the form. */
  static Optional<String> chain(String token) {
    return token.length() == CHARS
        ? Optional.of(token.substring(0, CHAIN_CHARS))
        : Optional.empty();
  }
}
