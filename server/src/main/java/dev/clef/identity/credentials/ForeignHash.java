package dev.clef.identity.credentials;

import static dev.clef.identity.credentials.Unsupported.Reason.ALGORITHM;
import static dev.clef.identity.credentials.Unsupported.Reason.COST;
import static dev.clef.identity.credentials.Unsupported.Reason.MALFORMED;

import dev.clef.identity.credentials.PasswordHash.Form;
import dev.clef.identity.credentials.Pbkdf2Parameters.Prf;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Password hashes as the frameworks of others spell them in one text. What a spelling leaves out,
 * such as the length of the key, is what its framework fixes.
 */
public final class ForeignHash {

  /** Longer than any of the texts within the bounds. */
  private static final int MAX_LENGTH = 400;

  /** Spring Security's DelegatingPasswordEncoder puts its own name before the text. */
  private static final Pattern SPRING =
      Pattern.compile("\\{(?:bcrypt|argon2(?:@SpringSecurity_v5_8)?)\\}(?<rest>\\$.*)");

  /** passlib: {@code $pbkdf2-sha256$29000$salt$hash} in Base64 with a point for the plus. */
  private static final Pattern PASSLIB =
      Pattern.compile(
          "\\$pbkdf2(?<prf>|-sha256|-sha512)\\$(?<iterations>[0-9]+)"
              + "\\$(?<salt>[A-Za-z0-9./]+)\\$(?<hash>[A-Za-z0-9./]+)");

  /** Django: the salt is text, the hash Base64. */
  private static final Pattern DJANGO =
      Pattern.compile(
          "pbkdf2_(?<prf>sha1|sha256)\\$(?<iterations>[0-9]+)"
              + "\\$(?<salt>[^$]+)\\$(?<hash>[A-Za-z0-9+/=]+)");

  private static final Pattern DJANGO_SCRYPT =
      Pattern.compile(
          "scrypt\\$(?<cost>[0-9]+)\\$(?<salt>[^$]+)\\$(?<block>[0-9]+)\\$(?<lanes>[0-9]+)"
              + "\\$(?<hash>[A-Za-z0-9+/=]+)");

  /** Django: the name of the hasher, then the text of the algorithm. */
  private static final Pattern DJANGO_NAMED = Pattern.compile("(?:argon2|bcrypt\\$)(?<rest>\\$.*)");

  /** Werkzeug (Flask): the salt is text, the hash hexadecimal. */
  private static final Pattern WERKZEUG =
      Pattern.compile(
          "pbkdf2:(?<prf>sha1|sha256|sha512):(?<iterations>[0-9]+)"
              + "\\$(?<salt>[^$]+)\\$(?<hash>[0-9a-f]+)");

  private static final Pattern WERKZEUG_SCRYPT =
      Pattern.compile(
          "scrypt:(?<cost>[0-9]+):(?<block>[0-9]+):(?<lanes>[0-9]+)"
              + "\\$(?<salt>[^$]+)\\$(?<hash>[0-9a-f]+)");

  private ForeignHash() {}

  /**
   * Reads a hash: a PHC string (Argon2, scrypt, PBKDF2), bcrypt, or a spelling of passlib, Django,
   * Werkzeug or Spring Security. Outcomes: the hash, or {@link Unsupported} with the reason.
   */
  public static ParsedHash parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return new Unsupported(MALFORMED);
    }
    try {
      return read(text);
    } catch (Refused refused) {
      return refused.unsupported();
    }
  }

  private static ParsedHash read(String text) {
    Matcher spring = SPRING.matcher(text);
    if (spring.matches()) {
      return PasswordHash.imported(spring.group("rest"));
    }
    Matcher named = DJANGO_NAMED.matcher(text);
    if (named.matches()) {
      return PasswordHash.imported(named.group("rest"));
    }
    Matcher passlib = PASSLIB.matcher(text);
    if (passlib.matches()) {
      return pbkdf2(
          prf(passlib.group("prf").isEmpty() ? "sha1" : passlib.group("prf").substring(1)),
          passlib,
          base64(passlib.group("salt").replace('.', '+')),
          base64(passlib.group("hash").replace('.', '+')));
    }
    Matcher django = DJANGO.matcher(text);
    if (django.matches()) {
      return pbkdf2(
          prf(django.group("prf")),
          django,
          utf8(django.group("salt")),
          base64(django.group("hash")));
    }
    Matcher werkzeug = WERKZEUG.matcher(text);
    if (werkzeug.matches()) {
      return pbkdf2(
          prf(werkzeug.group("prf")),
          werkzeug,
          utf8(werkzeug.group("salt")),
          hex(werkzeug.group("hash")));
    }
    Matcher djangoScrypt = DJANGO_SCRYPT.matcher(text);
    if (djangoScrypt.matches()) {
      return scrypt(djangoScrypt, base64(djangoScrypt.group("hash")));
    }
    Matcher werkzeugScrypt = WERKZEUG_SCRYPT.matcher(text);
    if (werkzeugScrypt.matches()) {
      return scrypt(werkzeugScrypt, hex(werkzeugScrypt.group("hash")));
    }
    return PasswordHash.imported(text);
  }

  private static PasswordHash pbkdf2(Prf prf, Matcher parts, SecretBytes salt, SecretBytes hash) {
    int iterations = number(parts.group("iterations"));
    return new PasswordHash(Form.RAW, new Pbkdf2Parameters(prf, iterations), salt, hash);
  }

  private static PasswordHash scrypt(Matcher parts, SecretBytes hash) {
    ScryptParameters parameters =
        ScryptParameters.of(
            number(parts.group("cost")),
            number(parts.group("block")),
            number(parts.group("lanes")));
    return new PasswordHash(Form.RAW, parameters, utf8(parts.group("salt")), hash);
  }

  static Prf prf(String name) {
    return switch (name) {
      case "sha1" -> Prf.SHA1;
      case "sha256" -> Prf.SHA256;
      case "sha512" -> Prf.SHA512;
      default -> throw new Refused(ALGORITHM);
    };
  }

  /** Decimal; a number that is beyond every bound anyway is a cost. */
  static int number(String digits) {
    Refused.unless(digits.matches("[0-9]+"), MALFORMED);
    Refused.unless(digits.length() <= 9, COST);
    return Integer.parseInt(digits);
  }

  static SecretBytes utf8(String text) {
    return SecretBytes.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** With or without padding, of the ordinary or the URL alphabet. */
  static SecretBytes base64(String text) {
    try {
      return SecretBytes.of(Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/')));
    } catch (IllegalArgumentException quotesTheInput) {
      throw new Refused(MALFORMED);
    }
  }

  /** In either case. */
  static SecretBytes hex(String text) {
    try {
      return SecretBytes.of(HexFormat.of().parseHex(text));
    } catch (IllegalArgumentException quotesTheInput) {
      throw new Refused(MALFORMED);
    }
  }
}
