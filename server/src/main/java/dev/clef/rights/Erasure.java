package dev.clef.rights;

import dev.clef.subject.SubjectId;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An erasure under way or done.
 *
 * @param entryId the log entry that records it, once there is one
 * @param entryAt the time of that entry
 * @param custody where the keys were kept that were destroyed
 */
record Erasure(
    UUID certificateId,
    SubjectId subject,
    State state,
    @Nullable UUID entryId,
    @Nullable Instant entryAt,
    @Nullable String custody) {

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
