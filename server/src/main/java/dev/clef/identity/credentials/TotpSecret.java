package dev.clef.identity.credentials;

import static dev.clef.identity.credentials.Unsupported.Reason.ALGORITHM;
import static dev.clef.identity.credentials.Unsupported.Reason.DIGITS;
import static dev.clef.identity.credentials.Unsupported.Reason.MALFORMED;
import static dev.clef.identity.credentials.Unsupported.Reason.PERIOD;
import static dev.clef.identity.credentials.Unsupported.Reason.SECRET_LENGTH;
import static dev.clef.identity.credentials.Unsupported.Reason.VERSION;

import dev.clef.platform.Randomness;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * What an authenticator app and Clef share (RFC 6238).
 *
 * @param secret 10 to 128 bytes
 * @param algorithm the HMAC
 * @param digits 6 or 8
 * @param period the time step, 15 to 120 whole seconds
 */
public record TotpSecret(SecretBytes secret, Algorithm algorithm, int digits, Duration period)
    implements ParsedTotp {

  /** The HMACs of RFC 6238 §1.2. */
  public enum Algorithm {
    SHA1(1),
    SHA256(2),
    SHA512(3);

    private final byte stored;

    Algorithm(int stored) {
      this.stored = (byte) stored;
    }

    String jcaName() {
      return "Hmac" + name();
    }

    private static Algorithm ofStored(byte stored) {
      for (Algorithm algorithm : values()) {
        if (algorithm.stored == stored) {
          return algorithm;
        }
      }
      throw new Refused(ALGORITHM);
    }
  }

  private static final byte STORAGE_VERSION = 1;
  private static final int STORAGE_HEADER_BYTES = 4;

  /** Refuses values outside the bounds. */
  public TotpSecret {
    Refused.unless(secret.length() >= 10 && secret.length() <= 128, SECRET_LENGTH);
    Refused.unless(digits == 6 || digits == 8, DIGITS);
    Refused.unless(period.equals(Duration.ofSeconds(period.toSeconds())), PERIOD);
    Refused.unless(period.toSeconds() >= 15 && period.toSeconds() <= 120, PERIOD);
  }

  /**
   * A fresh secret of 160 bits (RFC 4226 §4 R6) in the one setting every authenticator app
   * understands: SHA-1, 6 digits, 30 seconds.
   */
  public static TotpSecret generate(Randomness randomness) {
    SecretBytes secret = SecretBytes.of(randomness.bytes(20));
    return new TotpSecret(secret, Algorithm.SHA1, 6, Duration.ofSeconds(30));
  }

  /** Reads what {@link #storage} writes. */
  public static ParsedTotp parse(byte[] storage) {
    if (storage.length < STORAGE_HEADER_BYTES) {
      return new Unsupported(MALFORMED);
    }
    if (storage[0] != STORAGE_VERSION) {
      return new Unsupported(VERSION);
    }
    byte[] secret = Arrays.copyOfRange(storage, STORAGE_HEADER_BYTES, storage.length);
    try {
      return new TotpSecret(
          SecretBytes.of(secret),
          Algorithm.ofStored(storage[1]),
          storage[2],
          Duration.ofSeconds(storage[3]));
    } catch (Refused refused) {
      return refused.unsupported();
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /**
   * Version (1), algorithm (1, 2, 3), digits, period in seconds, one byte each, then the secret.
   * Frozen by a golden file.
   */
  public byte[] storage() {
    return ByteBuffer.allocate(STORAGE_HEADER_BYTES + secret.length())
        .put(STORAGE_VERSION)
        .put(algorithm.stored)
        .put((byte) digits)
        .put((byte) period.toSeconds())
        .put(secret.bytes())
        .array();
  }

  /** The secret as a person types it into an app: RFC 4648 §6 without padding. */
  public String base32() {
    return Base32.encode(secret.bytes());
  }

  /**
   * The text of the QR code, in the key URI format that authenticator apps read.
   *
   * @param issuer the name of the service; a colon in it becomes a space, as it would end the name
   * @param account what the person is called there
   */
  public String otpauthUri(String issuer, String account) {
    String service = percentEncode(issuer.replace(':', ' '));
    return "otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=%s&digits=%d&period=%d"
        .formatted(
            service,
            percentEncode(account),
            base32(),
            service,
            algorithm.name(),
            digits,
            period.toSeconds());
  }

  private static String percentEncode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
