package dev.clef.identity.credentials;

/**
 * Argon2 of a library of this machine. A call holds its thread for the whole hash, so it is made on
 * platform threads only: a virtual thread would keep its carrier. Named for the log by {@code
 * toString}.
 */
sealed interface NativeArgon2 permits Libargon2, Libsodium {

  boolean supports(Argon2Parameters parameters, int saltBytes);

  /**
   * As {@link Argon2#derive}.
   *
   * @throws IllegalStateException on a virtual thread, or when the machine has no such memory left
   * @throws IllegalArgumentException for parameters that are not supported
   */
  byte[] derive(byte[] password, byte[] salt, Argon2Parameters parameters, int lengthBytes);
}
