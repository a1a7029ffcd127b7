package dev.clef.identity.credentials;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Time-based one-time passwords (RFC 6238 over RFC 4226). Stateless. */
public final class Totp {

  /** One step to each side: the delay of a person and of a clock (RFC 6238 §5.2, §6). */
  public static final int DRIFT_STEPS = 1;

  /** As {@code lastUsedStep}: no code was used yet. */
  public static final long NEVER_USED = Long.MIN_VALUE;

  private Totp() {}

  /** The number of the time step an instant lies in: T of RFC 6238 §4.2 with T0 = 0. */
  public static long step(TotpSecret secret, Instant instant) {
    return Math.floorDiv(instant.getEpochSecond(), secret.period().toSeconds());
  }

  /** The code of one step: as many ASCII digits as the secret says (RFC 4226 §5.3). */
  public static String code(TotpSecret secret, long step) {
    byte[] mac = hmac(secret, ByteBuffer.allocate(Long.BYTES).putLong(step).array());
    int offset = mac[mac.length - 1] & 0xf;
    int truncated = ByteBuffer.wrap(mac).getInt(offset) & 0x7fff_ffff;
    int modulus = secret.digits() == 6 ? 1_000_000 : 100_000_000;
    return String.format("%0" + secret.digits() + "d", truncated % modulus);
  }

  /**
   * The step whose code was typed. A code is good once (RFC 6238 §5.2): steps up to {@code
   * lastUsedStep} do not match, and the caller stores the returned step before it lets anyone in.
   *
   * @param typed the code; white space in it is ignored, digits of any script count
   * @param driftSteps steps to each side of {@code now} that are accepted, 0 to 10
   * @param lastUsedStep the step returned last, or {@link #NEVER_USED}
   * @return empty when no step within the drift has this code; the time taken does not tell which
   */
  public static OptionalLong matchingStep(
      TotpSecret secret, String typed, Instant now, int driftSteps, long lastUsedStep) {
    if (driftSteps < 0 || driftSteps > 10) {
      throw new IllegalArgumentException("drift is 0 to 10 steps");
    }
    byte[] digits = digits(typed).getBytes(StandardCharsets.US_ASCII);
    long current = step(secret, now);
    OptionalLong found = OptionalLong.empty();
    for (long step = current - driftSteps; step <= current + driftSteps; step++) {
      byte[] expected = code(secret, step).getBytes(StandardCharsets.US_ASCII);
      boolean matches = MessageDigest.isEqual(expected, digits);
      if (matches && step > lastUsedStep) {
        found = OptionalLong.of(step);
      }
    }
    return found;
  }

  /** Anything that is neither digit nor white space becomes a character that no code has. */
  private static String digits(String typed) {
    StringBuilder digits = new StringBuilder();
    typed
        .codePoints()
        .limit(32)
        .filter(c -> !Character.isWhitespace(c) && !Character.isSpaceChar(c))
        .map(c -> Character.digit(c, 10))
        .forEach(digit -> digits.append(digit < 0 ? "x" : digit));
    return digits.toString();
  }

  private static byte[] hmac(TotpSecret secret, byte[] message) {
    try {
      Mac mac = Mac.getInstance(secret.algorithm().jcaName());
      mac.init(new SecretKeySpec(secret.secret().bytes(), "RAW"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + secret.algorithm().jcaName(), e);
    }
  }
}
