package dev.clef.identity.credentials;

import java.util.Optional;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;

/**
 * Argon2 (RFC 9106): by libsodium where it can, which is about twice as fast and keeps its memory
 * off the heap, by BouncyCastle otherwise. Both give the same bytes. Safe for use by many threads.
 */
final class Argon2 {

  private final Optional<Libsodium> libsodium;

  private Argon2(Optional<Libsodium> libsodium) {
    this.libsodium = libsodium;
  }

  /** With libsodium when this machine has it. */
  static Argon2 ofThisMachine() {
    return new Argon2(Libsodium.load());
  }

  /** With BouncyCastle alone. */
  static Argon2 portable() {
    return new Argon2(Optional.empty());
  }

  /** Which engine computes new hashes, for the log of the start. */
  String engine() {
    return libsodium.map(Libsodium::toString).orElse("BouncyCastle (libsodium was not found)");
  }

  /**
   * The tag of RFC 9106 §3.1 without secret and associated data.
   *
   * @param lengthBytes of the tag
   */
  byte[] derive(byte[] password, byte[] salt, Argon2Parameters parameters, int lengthBytes) {
    if (libsodium.isPresent() && Libsodium.supports(parameters, salt.length)) {
      return libsodium.get().derive(password, salt, parameters, lengthBytes);
    }
    return portable(password, salt, parameters, lengthBytes);
  }

  private static byte[] portable(
      byte[] password, byte[] salt, Argon2Parameters parameters, int lengthBytes) {
    int type =
        switch (parameters.variant()) {
          case ID -> org.bouncycastle.crypto.params.Argon2Parameters.ARGON2_id;
          case I -> org.bouncycastle.crypto.params.Argon2Parameters.ARGON2_i;
          case D -> org.bouncycastle.crypto.params.Argon2Parameters.ARGON2_d;
        };
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new org.bouncycastle.crypto.params.Argon2Parameters.Builder(type)
            .withVersion(parameters.version())
            .withMemoryAsKB(parameters.memoryKib())
            .withIterations(parameters.iterations())
            .withParallelism(parameters.parallelism())
            .withSalt(salt)
            .build());
    byte[] tag = new byte[lengthBytes];
    generator.generateBytes(password, tag);
    return tag;
  }
}
