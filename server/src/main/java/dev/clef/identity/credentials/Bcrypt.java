package dev.clef.identity.credentials;

import static dev.clef.identity.credentials.Unsupported.Reason.ALGORITHM;
import static dev.clef.identity.credentials.Unsupported.Reason.MALFORMED;

import dev.clef.identity.credentials.PasswordHash.Form;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.BCrypt;

/**
 * bcrypt and its text, {@code $2b$10$} and 53 characters: 22 of salt and 31 of hash, in an alphabet
 * of its own. {@code 2a}, {@code 2b} and {@code 2y} name the same algorithm in the implementations
 * of today; {@code 2x} marks a broken one and is not supported.
 */
final class Bcrypt {

  /** The key schedule takes 18 words: what stands behind was never looked at. */
  private static final int MAX_PASSWORD_BYTES = 72;

  private static final boolean APPEND_NUL = true;
  private static final String ALPHABET =
      "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int SALT_CHARS = 22;
  private static final Pattern TEXT =
      Pattern.compile("\\$2(?<kind>[abxy])\\$(?<cost>[0-9]{2})\\$(?<rest>[./A-Za-z0-9]{53})");

  private Bcrypt() {}

  /**
   * The 23 bytes a password gives. As in the C implementations the password ends with a NUL and
   * counts up to 72 bytes. A password that holds a NUL itself was cut there by some implementations
   * and refused by others; here it gives nothing that could match, after the same work.
   */
  static byte[] derive(byte[] password, byte[] salt, BcryptParameters parameters) {
    byte[] key = Arrays.copyOf(password, Math.min(password.length, MAX_PASSWORD_BYTES));
    try {
      byte[] hash =
          Arrays.copyOf(
              BCrypt.generate(key, salt, parameters.cost(), APPEND_NUL),
              BcryptParameters.HASH_BYTES);
      return holdsNul(password) ? new byte[0] : hash;
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static boolean holdsNul(byte[] password) {
    for (byte b : password) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }

  static String format(PasswordHash hash, BcryptParameters parameters) {
    return "$2b$%02d$%s%s"
        .formatted(parameters.cost(), encode(hash.salt().bytes()), encode(hash.hash().bytes()));
  }

  /** Lenient in the stray bits behind salt and hash, which some implementations leave set. */
  static PasswordHash parse(Form form, String text) {
    Matcher parts = TEXT.matcher(text);
    Refused.unless(parts.matches(), MALFORMED);
    Refused.unless(!parts.group("kind").equals("x"), ALGORITHM);
    String rest = parts.group("rest");
    return new PasswordHash(
        form,
        new BcryptParameters(Integer.parseInt(parts.group("cost"))),
        decode(rest.substring(0, SALT_CHARS), BcryptParameters.SALT_BYTES),
        decode(rest.substring(SALT_CHARS), BcryptParameters.HASH_BYTES));
  }

  private static String encode(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int bits = 0;
    int held = 0;
    for (byte b : bytes) {
      held = (held << 8) | (b & 0xff);
      bits += 8;
      while (bits >= 6) {
        bits -= 6;
        text.append(ALPHABET.charAt((held >> bits) & 0x3f));
      }
      held &= 0x3f;
    }
    if (bits > 0) {
      text.append(ALPHABET.charAt((held << (6 - bits)) & 0x3f));
    }
    return text.toString();
  }

  private static SecretBytes decode(String text, int lengthBytes) {
    byte[] bytes = new byte[lengthBytes];
    int at = 0;
    int bits = 0;
    int held = 0;
    for (int i = 0; i < text.length() && at < lengthBytes; i++) {
      held = ((held << 6) | ALPHABET.indexOf(text.charAt(i))) & 0x3fff;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        bytes[at++] = (byte) (held >> bits);
      }
    }
    SecretBytes secret = SecretBytes.of(bytes);
    Arrays.fill(bytes, (byte) 0);
    return secret;
  }
}
