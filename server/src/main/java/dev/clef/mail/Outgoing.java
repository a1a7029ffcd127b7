package dev.clef.mail;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * A letter ready to go.
 *
 * @param letterId the same at every attempt, and so the Message-ID
 * @param at when it was written
 */
record Outgoing(UUID letterId, MailAddress to, Written written, Locale language, Instant at) {

  @Override
  public String toString() {
    return "Outgoing[<redacted>]";
  }
}
