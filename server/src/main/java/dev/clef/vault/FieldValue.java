package dev.clef.vault;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The plaintext of a field.
 *
 * @param bytes the value; text is UTF-8
 * @param version how often it was written, from 1
 * @param origin who wrote it last
 * @param writtenAt when
 */
public record FieldValue(byte[] bytes, long version, Origin origin, Instant writtenAt) {

  /** Who wrote a value. The names are stored. */
  public enum Origin {
    /** The person. */
    PERSON,
    /** An import; a later import may replace it. */
    IMPORT,
    /** Clef itself. */
    SERVICE
  }

  /** The value as text. */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "FieldValue[<redacted>]";
  }
}
