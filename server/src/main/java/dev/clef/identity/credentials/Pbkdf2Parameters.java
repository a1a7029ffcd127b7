package dev.clef.identity.credentials;

import static dev.clef.identity.credentials.Unsupported.Reason.COST;

/**
 * Cost of PBKDF2 (RFC 8018 §5.2). Only read, never chosen for a new hash.
 *
 * @param prf the pseudo-random function
 * @param iterations 1 to 20,000,000
 */
public record Pbkdf2Parameters(Prf prf, int iterations) implements KeyDerivation {

  /** HMAC with one of three hash functions. */
  public enum Prf {
    SHA1("pbkdf2-sha1", "PBKDF2WithHmacSHA1", 20),
    SHA256("pbkdf2-sha256", "PBKDF2WithHmacSHA256", 32),
    SHA512("pbkdf2-sha512", "PBKDF2WithHmacSHA512", 64);

    private final String phcName;
    private final String jcaName;
    private final int blockBytes;

    Prf(String phcName, String jcaName, int blockBytes) {
      this.phcName = phcName;
      this.jcaName = jcaName;
      this.blockBytes = blockBytes;
    }

    /** The name of the key factory in the Java Cryptography Architecture. */
    String jcaName() {
      return jcaName;
    }

    /** Every block of output costs all iterations again. */
    int blocks(int hashBytes) {
      return Math.ceilDiv(hashBytes, blockBytes);
    }
  }

  static final int MAX_ITERATIONS = 20_000_000;

  /** Refuses a cost outside the bounds: hashes come from files of others. */
  public Pbkdf2Parameters {
    Refused.unless(iterations >= 1 && iterations <= MAX_ITERATIONS, COST);
  }

  @Override
  public String algorithm() {
    return prf.phcName;
  }
}
