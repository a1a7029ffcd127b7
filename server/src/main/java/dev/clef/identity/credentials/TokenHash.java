package dev.clef.identity.credentials;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * How random tokens are stored: SHA-256. Enough for tokens of 256 random bits, which nobody
 * guesses; never for passwords.
 */
public final class TokenHash {

  private TokenHash() {}

  /** The 32 bytes under which {@code token} is stored. */
  public static byte[] of(String token) {
    return of(token.getBytes(StandardCharsets.UTF_8));
  }

  /** Likewise, of bytes that are as random. */
  public static byte[] of(byte[] token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Whether two stored hashes are equal, in constant time. */
  public static boolean equal(byte[] one, byte[] other) {
    return MessageDigest.isEqual(one, other);
  }
}
