package dev.clef.rights;

import dev.clef.subject.SubjectId;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An erasure under way or done.
 *
 * @param epoch the newest epoch under which the person's keys were wrapped
 * @param nodes other nodes that could have had the keys in memory
 * @param evictedMillis how long it took until none of them had
 * @param first the entry that says that the keys are destroyed, once there is one
 * @param second the entry that says that no backup holds them either, once there is one
 */
record Erasure(
    UUID certificateId,
    SubjectId subject,
    State state,
    int epoch,
    int nodes,
    long evictedMillis,
    @Nullable Entry first,
    @Nullable Entry second) {

  /**
   * An entry of the log.
   *
   * @param custody where the keys were kept that were destroyed
   */
  record Entry(UUID id, Instant at, String custody) {}

  /** How far it is. The names are stored: never rename one. */
  enum State {
    /** Nothing can be read any more, on any node. */
    MARKED,
    /** The keys are gone. */
    KEYS_DESTROYED,
    /** The ciphertexts are gone too, and the log says so. */
    ENTERED;

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }
}
