package dev.clef.identity.credentials;

import static dev.clef.identity.credentials.Unsupported.Reason.COST;

/**
 * Cost of bcrypt (Provos and Mazières, 1999). Only read, never chosen for a new hash.
 *
 * @param cost binary logarithm of the rounds, 4 to 16; 16 takes some seconds of one core
 */
public record BcryptParameters(int cost) implements KeyDerivation {

  static final int SALT_BYTES = 16;

  /** The algorithm makes 24 bytes, of which every implementation keeps 23. */
  static final int HASH_BYTES = 23;

  /** Refuses a cost outside the bounds: hashes come from files of others. */
  public BcryptParameters {
    Refused.unless(cost >= 4 && cost <= 16, COST);
  }

  @Override
  public String algorithm() {
    return "bcrypt";
  }
}
