package dev.clef.identity.credentials;

/** A password hashing algorithm with its cost, without salt and hash. */
public sealed interface KeyDerivation
    permits Argon2Parameters, BcryptParameters, Pbkdf2Parameters, ScryptParameters {

  /** The name of the algorithm as a PHC string has it, such as {@code argon2id}. */
  String algorithm();
}
