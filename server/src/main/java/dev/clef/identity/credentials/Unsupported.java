package dev.clef.identity.credentials;

/**
 * A credential that cannot be taken over. The reason is a code without any part of the credential,
 * fit for a report.
 */
public record Unsupported(Reason reason) implements ParsedHash, ParsedTotp {

  /** Why. */
  public enum Reason {
    /** Not the syntax that was promised: not JSON, not PHC, not Base64, a field is missing. */
    MALFORMED,
    /** A hash algorithm that is not known here. */
    ALGORITHM,
    /** A version of a known algorithm or of the stored form that is not known here. */
    VERSION,
    /**
     * A cost that no honest system uses: too low to be valid or so high that it would be a trap.
     */
    COST,
    /** A salt shorter than 8 or longer than 64 bytes. */
    SALT_LENGTH,
    /** A hash shorter than 16 or longer than 64 bytes. */
    HASH_LENGTH,
    /** A one-time password that is not time-based: counters of HOTP are not kept. */
    OTP_KIND,
    /** Neither 6 nor 8 digits. */
    DIGITS,
    /** A time step outside 15 to 120 seconds. */
    PERIOD,
    /** A one-time password secret shorter than 10 or longer than 128 bytes. */
    SECRET_LENGTH
  }
}
