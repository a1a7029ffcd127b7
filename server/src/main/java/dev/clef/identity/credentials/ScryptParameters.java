package dev.clef.identity.credentials;

import static dev.clef.identity.credentials.Unsupported.Reason.COST;

/**
 * Cost of scrypt (RFC 7914 §2). Only read, never chosen for a new hash.
 *
 * @param log2Cost binary logarithm of N, 1 to 20
 * @param blockSize r, 1 to 64
 * @param parallelism p, 1 to 16
 */
public record ScryptParameters(int log2Cost, int blockSize, int parallelism)
    implements KeyDerivation {

  /** 128 MiB, N = 2^17 with r = 8: the dearest set of the OWASP Password Storage Cheat Sheet. */
  private static final long MAX_MEMORY_BYTES = 1L << 27;

  /** Bounds time as the memory alone cannot: half a gigabyte mixed once, two seconds of a core. */
  private static final long MAX_WORK_BYTES = 1L << 29;

  /** Refuses a cost outside the bounds: hashes come from files of others. */
  public ScryptParameters {
    Refused.unless(log2Cost >= 1 && log2Cost <= 20, COST);
    Refused.unless(blockSize >= 1 && blockSize <= 64, COST);
    Refused.unless(parallelism >= 1 && parallelism <= 16, COST);
    // RFC 7914 §2: N below 2^(128 r / 8), which only r = 1 can break.
    Refused.unless(log2Cost < 16 * blockSize, COST);
    long memoryBytes = (128L * blockSize) << log2Cost;
    Refused.unless(memoryBytes <= MAX_MEMORY_BYTES, COST);
    Refused.unless(memoryBytes * parallelism <= MAX_WORK_BYTES, COST);
  }

  /** N of RFC 7914. */
  int cost() {
    return 1 << log2Cost;
  }

  /** With N as other systems write it, a power of two. */
  static ScryptParameters of(int cost, int blockSize, int parallelism) {
    Refused.unless(cost > 1 && Integer.bitCount(cost) == 1, COST);
    return new ScryptParameters(Integer.numberOfTrailingZeros(cost), blockSize, parallelism);
  }

  @Override
  public String algorithm() {
    return "scrypt";
  }
}
