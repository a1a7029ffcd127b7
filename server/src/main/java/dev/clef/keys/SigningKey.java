package dev.clef.keys;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The public side of a version of a signing key.
 *
 * @param publicKey as {@link SigningAlgorithm} says
 * @param custody where the private half is
 * @param retiredAt when the next one became current, or null
 * @param destroyedAt when the private half was destroyed, or null
 */
public record SigningKey(
    SigningKeyId id,
    SigningAlgorithm algorithm,
    byte[] publicKey,
    Custody custody,
    State state,
    Instant createdAt,
    @Nullable Instant retiredAt,
    @Nullable Instant destroyedAt) {

  /** What became of a version. The names are stored: never rename one. */
  public enum State {
    /** It signs. */
    CURRENT,
    /** It signs beside the current one, for those who only know it. */
    RETIRED,
    /** Its private half is gone; what it signed stays valid. */
    DESTROYED
  }
}
