package dev.clef.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a witness stood when it was asked last.
 *
 * @param url its submission prefix
 * @param size of the last checkpoint it cosigned, 0 before the first
 * @param since when it began to stand like that
 * @param reported the last state that is in the log
 */
record WitnessState(String url, long size, Stand stand, Instant since, @Nullable Stand reported) {

  static final Duration SETTLED_AFTER = Duration.ofHours(1);

  /** The names are stored: never rename one. */
  enum Stand {
    /** It cosigned. */
    AGREES,
    /** It cannot be reached or understood. */
    AWAY,
    /** It does not know this log or its keys. */
    REFUSES,
    /** It has another history of this log: a fork, a rollback, or a witness that is wrong. */
    DISAGREES;

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Stand of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /** Whether it had another history of this log when it last said anything about it. */
  boolean disagrees() {
    return stand == Stand.DISAGREES || (reported == Stand.DISAGREES && stand != Stand.AGREES);
  }

  /**
   * Whether the log does not say yet what it has to say: a disagreement at once, its end when the
   * witness has agreed for an hour, so that one that changes its mind each second cannot make the
   * log grow.
   */
  boolean isUnreported(Instant now) {
    boolean said = reported == Stand.DISAGREES;
    return said
        ? stand == Stand.AGREES && !now.isBefore(since.plus(SETTLED_AFTER))
        : stand == Stand.DISAGREES;
  }
}
