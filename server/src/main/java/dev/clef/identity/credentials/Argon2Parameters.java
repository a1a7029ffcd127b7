package dev.clef.identity.credentials;

import static dev.clef.identity.credentials.Unsupported.Reason.COST;
import static dev.clef.identity.credentials.Unsupported.Reason.VERSION;

/**
 * Cost of Argon2 (RFC 9106).
 *
 * @param variant which of the three
 * @param version 19 (0x13, RFC 9106) or 16 (0x10, before it)
 * @param memoryKib memory in KiB, from 8 × parallelism to 1 GiB
 * @param iterations passes over the memory, 1 to 64
 * @param parallelism lanes, 1 to 16
 */
public record Argon2Parameters(
    Variant variant, int version, int memoryKib, int iterations, int parallelism)
    implements KeyDerivation {

  /** Bounds time as the memory alone cannot: 4 GiB passed over once, some seconds of one core. */
  private static final long MAX_MEMORY_KIB_TIMES_ITERATIONS = 1L << 22;

  /** The variants of RFC 9106 §1. */
  public enum Variant {
    ID,
    I,
    D
  }

  /** Refuses a cost outside the bounds: hashes come from files of others. */
  public Argon2Parameters {
    Refused.unless(version == 0x13 || version == 0x10, VERSION);
    Refused.unless(parallelism >= 1 && parallelism <= 16, COST);
    Refused.unless(memoryKib >= 8 * parallelism && memoryKib <= 1 << 20, COST);
    Refused.unless(iterations >= 1 && iterations <= 64, COST);
    Refused.unless((long) memoryKib * iterations <= MAX_MEMORY_KIB_TIMES_ITERATIONS, COST);
  }

  @Override
  public String algorithm() {
    return switch (variant) {
      case ID -> "argon2id";
      case I -> "argon2i";
      case D -> "argon2d";
    };
  }
}
