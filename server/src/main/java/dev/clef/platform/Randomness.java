package dev.clef.platform;

import java.security.SecureRandom;

/** The one place randomness comes from. Safe for use by many threads. */
public final class Randomness {

  private final SecureRandom random = new SecureRandom();

  /** So many fresh random bytes. */
  public byte[] bytes(int sizeBytes) {
    byte[] bytes = new byte[sizeBytes];
    random.nextBytes(bytes);
    return bytes;
  }
}
