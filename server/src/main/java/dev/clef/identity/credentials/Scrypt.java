package dev.clef.identity.credentials;

import java.util.Optional;
import org.bouncycastle.crypto.generators.SCrypt;

/**
 * scrypt (RFC 7914): by libsodium where this machine has it, which keeps up to 128 MiB off the
 * heap, by BouncyCastle otherwise. Both give the same bytes. Safe for use by many threads.
 */
final class Scrypt {

  private final Optional<LibsodiumScrypt> libsodium;

  private Scrypt(Optional<LibsodiumScrypt> libsodium) {
    this.libsodium = libsodium;
  }

  /** With libsodium when this machine has it. */
  static Scrypt ofThisMachine() {
    return new Scrypt(LibsodiumScrypt.load());
  }

  /** With BouncyCastle alone. */
  static Scrypt portable() {
    return new Scrypt(Optional.empty());
  }

  /** The key of RFC 7914 §6. */
  byte[] derive(byte[] password, byte[] salt, ScryptParameters parameters, int lengthBytes) {
    return libsodium
        .map(engine -> engine.derive(password, salt, parameters, lengthBytes))
        .orElseGet(() ->
            SCrypt.generate(
                password,
                salt,
                parameters.cost(),
                parameters.blockSize(),
                parameters.parallelism(),
                lengthBytes));
  }
}
