package dev.clef.platform;

import java.security.SecureRandom;
import java.util.Base64;

/** The one source of random bytes of the process; thread-safe. */
public final class Randomness {

  private final SecureRandom source = new SecureRandom();

  /** Returns {@code count} fresh random bytes. */
  public byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    source.nextBytes(bytes);
    return bytes;
  }

  /** A password or token of {@code byteCount} random bytes as base64url without padding. */
  public String token(int byteCount) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(byteCount));
  }
}
