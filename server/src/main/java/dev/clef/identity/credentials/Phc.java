package dev.clef.identity.credentials;

import static dev.clef.identity.credentials.Unsupported.Reason.ALGORITHM;
import static dev.clef.identity.credentials.Unsupported.Reason.COST;
import static dev.clef.identity.credentials.Unsupported.Reason.HASH_LENGTH;
import static dev.clef.identity.credentials.Unsupported.Reason.MALFORMED;

import dev.clef.identity.credentials.PasswordHash.Form;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The PHC string format: {@code $name$v=…$parameters$salt$hash}, Base64 without padding. Strict:
 * one spelling per hash, except that Argon2 may leave out {@code v} and then means version 16, as
 * the format has it. bcrypt keeps the text it always had, which {@link Bcrypt} reads.
 */
final class Phc {

  /** Longer than any string within the bounds. */
  private static final int MAX_LENGTH = 300;

  private static final String SALT_AND_HASH =
      "\\$(?<salt>[A-Za-z0-9+/]+)\\$(?<hash>[A-Za-z0-9+/]+)";
  private static final Pattern NAME = Pattern.compile("\\$(?<name>[a-z0-9-]{1,32})\\$.*");
  private static final Pattern ARGON2 =
      Pattern.compile(
          "\\$argon2(?:id|i|d)(?:\\$v=(?<version>[0-9]+))?"
              + "\\$m=(?<memory>[0-9]+),t=(?<iterations>[0-9]+),p=(?<lanes>[0-9]+)"
              + SALT_AND_HASH);
  private static final Pattern PBKDF2 =
      Pattern.compile(
          "\\$pbkdf2-sha(?:1|256|512)\\$i=(?<iterations>[0-9]+),l=(?<length>[0-9]+)"
              + SALT_AND_HASH);
  private static final Pattern SCRYPT =
      Pattern.compile(
          "\\$scrypt\\$ln=(?<cost>[0-9]+),r=(?<block>[0-9]+),p=(?<lanes>[0-9]+)" + SALT_AND_HASH);

  private Phc() {}

  static String format(PasswordHash hash) {
    if (hash.derivation() instanceof BcryptParameters bcrypt) {
      return Bcrypt.format(hash, bcrypt);
    }
    String parameters =
        switch (hash.derivation()) {
          case Argon2Parameters a ->
              "v=%d$m=%d,t=%d,p=%d"
                  .formatted(a.version(), a.memoryKib(), a.iterations(), a.parallelism());
          case ScryptParameters s ->
              "ln=%d,r=%d,p=%d".formatted(s.log2Cost(), s.blockSize(), s.parallelism());
          case BcryptParameters b -> throw new IllegalStateException("it has a text of its own");
          case Pbkdf2Parameters p -> "i=%d,l=%d".formatted(p.iterations(), hash.hash().length());
        };
    return String.join(
        "$",
        "",
        hash.derivation().algorithm(),
        parameters,
        encode(hash.salt().bytes()),
        encode(hash.hash().bytes()));
  }

  static ParsedHash parse(Form form, String phc) {
    if (phc.length() > MAX_LENGTH) {
      return new Unsupported(MALFORMED);
    }
    Matcher name = NAME.matcher(phc);
    if (!name.matches()) {
      return new Unsupported(MALFORMED);
    }
    try {
      return switch (name.group("name")) {
        case "argon2id" -> argon2(form, Argon2Parameters.Variant.ID, phc);
        case "argon2i" -> argon2(form, Argon2Parameters.Variant.I, phc);
        case "argon2d" -> argon2(form, Argon2Parameters.Variant.D, phc);
        case "pbkdf2-sha1" -> pbkdf2(form, Pbkdf2Parameters.Prf.SHA1, phc);
        case "pbkdf2-sha256" -> pbkdf2(form, Pbkdf2Parameters.Prf.SHA256, phc);
        case "pbkdf2-sha512" -> pbkdf2(form, Pbkdf2Parameters.Prf.SHA512, phc);
        case "scrypt" -> scrypt(form, phc);
        case "2a", "2b", "2x", "2y" -> Bcrypt.parse(form, phc);
        default -> new Unsupported(ALGORITHM);
      };
    } catch (Refused refused) {
      return refused.unsupported();
    }
  }

  private static PasswordHash argon2(Form form, Argon2Parameters.Variant variant, String phc) {
    Matcher parts = matched(ARGON2, phc);
    @Nullable String version = parts.group("version");
    Argon2Parameters parameters =
        new Argon2Parameters(
            variant,
            version == null ? 0x10 : number(version),
            number(parts.group("memory")),
            number(parts.group("iterations")),
            number(parts.group("lanes")));
    return new PasswordHash(form, parameters, decode(parts, "salt"), decode(parts, "hash"));
  }

  private static PasswordHash pbkdf2(Form form, Pbkdf2Parameters.Prf prf, String phc) {
    Matcher parts = matched(PBKDF2, phc);
    Pbkdf2Parameters parameters = new Pbkdf2Parameters(prf, number(parts.group("iterations")));
    SecretBytes hash = decode(parts, "hash");
    Refused.unless(number(parts.group("length")) == hash.length(), HASH_LENGTH);
    return new PasswordHash(form, parameters, decode(parts, "salt"), hash);
  }

  private static PasswordHash scrypt(Form form, String phc) {
    Matcher parts = matched(SCRYPT, phc);
    ScryptParameters parameters =
        new ScryptParameters(
            number(parts.group("cost")),
            number(parts.group("block")),
            number(parts.group("lanes")));
    return new PasswordHash(form, parameters, decode(parts, "salt"), decode(parts, "hash"));
  }

  private static Matcher matched(Pattern pattern, String phc) {
    Matcher parts = pattern.matcher(phc);
    Refused.unless(parts.matches(), MALFORMED);
    return parts;
  }

  /** Decimal without leading zeros; a number that is beyond every bound anyway is a cost. */
  private static int number(String digits) {
    Refused.unless(digits.length() == 1 || digits.charAt(0) != '0', MALFORMED);
    Refused.unless(digits.length() <= 9, COST);
    return Integer.parseInt(digits);
  }

  private static SecretBytes decode(Matcher parts, String group) {
    String text = parts.group(group);
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new Refused(MALFORMED); // its message would quote the input
    }
    // The decoder of the JDK ignores stray bits behind the last byte; two spellings of a hash would
    // be one too many.
    Refused.unless(encode(bytes).equals(text), MALFORMED);
    SecretBytes secret = SecretBytes.of(bytes);
    Arrays.fill(bytes, (byte) 0);
    return secret;
  }

  private static String encode(byte[] bytes) {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }
}
