package dev.clef.identity.credentials;

import static dev.clef.identity.credentials.Unsupported.Reason.ALGORITHM;
import static dev.clef.identity.credentials.Unsupported.Reason.MALFORMED;

import dev.clef.identity.credentials.Argon2Parameters.Variant;
import dev.clef.identity.credentials.PasswordHash.Form;
import dev.clef.identity.credentials.Pbkdf2Parameters.Prf;
import java.util.Locale;

/**
 * A password hash whose parts stand in columns of their own. A text that is missing is empty.
 *
 * @param algorithm {@code pbkdf2-sha1}, {@code -sha256} or {@code -sha512}, {@code scrypt}, {@code
 *     bcrypt}, {@code argon2id}, {@code argon2i} or {@code argon2d}; case and underscores do not
 *     matter
 * @param encoding of the hash: {@code base64} or {@code hex}
 * @param saltEncoding {@code base64}, {@code hex} or {@code text}, which is its UTF-8
 * @param iterations of PBKDF2, N of scrypt, passes of Argon2, cost of bcrypt
 * @param memory of Argon2, in KiB
 * @param blockSize r of scrypt; 8 where it is missing
 * @param parallelism p of scrypt and Argon2; 1 where it is missing
 */
public record ForeignHashParts(
    String algorithm,
    String hash,
    String encoding,
    String salt,
    String saltEncoding,
    String iterations,
    String memory,
    String blockSize,
    String parallelism) {

  /** The hash, or {@link Unsupported} with the reason. */
  public ParsedHash parse() {
    try {
      return read();
    } catch (Refused refused) {
      return refused.unsupported();
    }
  }

  private ParsedHash read() {
    String name = algorithm.strip().toLowerCase(Locale.ROOT).replace('_', '-');
    return switch (name) {
      case "pbkdf2-sha1" -> hash(new Pbkdf2Parameters(Prf.SHA1, number(iterations)));
      case "pbkdf2-sha256" -> hash(new Pbkdf2Parameters(Prf.SHA256, number(iterations)));
      case "pbkdf2-sha512" -> hash(new Pbkdf2Parameters(Prf.SHA512, number(iterations)));
      case "scrypt" ->
          hash(
              ScryptParameters.of(
                  number(iterations), number(or(blockSize, "8")), number(or(parallelism, "1"))));
      case "argon2id" -> hash(argon2(Variant.ID));
      case "argon2i" -> hash(argon2(Variant.I));
      case "argon2d" -> hash(argon2(Variant.D));
      case "bcrypt" -> Bcrypt.parse(Form.RAW, bcrypt());
      default -> throw new Refused(ALGORITHM);
    };
  }

  private PasswordHash hash(KeyDerivation derivation) {
    return new PasswordHash(Form.RAW, derivation, bytes(salt, saltEncoding), bytes(hash, encoding));
  }

  private Argon2Parameters argon2(Variant variant) {
    return new Argon2Parameters(
        variant, 0x13, number(memory), number(iterations), number(or(parallelism, "1")));
  }

  /** Salt and hash of bcrypt stand in its own alphabet, 22 and 31 characters. */
  private String bcrypt() {
    return "$2b$%02d$%s%s".formatted(number(iterations), salt, hash);
  }

  private static SecretBytes bytes(String text, String encoding) {
    return switch (encoding) {
      case "hex" -> ForeignHash.hex(text);
      case "text" -> ForeignHash.utf8(text);
      case "base64", "" -> ForeignHash.base64(text);
      default -> throw new Refused(MALFORMED);
    };
  }

  private static int number(String digits) {
    return ForeignHash.number(digits.strip());
  }

  private static String or(String text, String otherwise) {
    return text.isEmpty() ? otherwise : text;
  }

  /** Nothing of the hash. */
  @Override
  public String toString() {
    return "ForeignHashParts[<redacted>]";
  }
}
