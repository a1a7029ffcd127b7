package dev.clef.staff;

import dev.clef.platform.web.pages.Reader;
import dev.clef.platform.web.pages.Words;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A moment, for programs and for people.
 *
 * @param text in the language and the zone of the reader
 */
public record Stamp(Instant at, String text) {

  static Stamp at(Instant at, Reader reader) {
    return new Stamp(at, Words.shortDateAndTime(reader, at));
  }

  /** Likewise; null when there is none yet. */
  static @Nullable Stamp orNull(@Nullable Instant at, Reader reader) {
    return at == null ? null : at(at, reader);
  }
}
