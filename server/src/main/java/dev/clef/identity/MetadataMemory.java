package dev.clef.identity;

import java.time.Instant;
import java.util.Optional;

/** Which FIDO metadata file of one publisher was taken last, on whichever node. */
interface MetadataMemory {

  /**
   * A file that was believed.
   *
   * @param digest SHA-256 of it
   * @param at when it was read for the first time
   */
  record Accepted(long number, byte[] digest, Instant at) {}

  Optional<Accepted> last();

  /** Remembers one, unless a newer one was taken meanwhile. */
  void accept(Accepted file);
}
