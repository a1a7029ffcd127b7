package dev.clef.subject;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Locale;

/**
 * What a stolen session must not be enough for: whoever does it has proven a moment ago who they
 * are. The names are in the API: never rename one.
 */
public enum SensitiveAct {
  /** A copy of everything that is held. */
  DOWNLOAD(Assurance.TWO_FACTORS, Duration.ofMinutes(15)),
  /** The end of the account. */
  ERASE(Assurance.TWO_FACTORS, Duration.ofMinutes(5)),
  /** Another way to sign in, or one less. */
  CHANGE_FACTOR(Assurance.TWO_FACTORS, Duration.ofMinutes(15));

  private final Assurance least;
  private final Duration fresh;

  SensitiveAct(Assurance least, Duration fresh) {
    this.least = least;
    this.fresh = fresh;
  }

  /** The name in the API and in documents. */
  @JsonValue
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How sure it must be; of somebody who has no second factor, a fresh password is asked. */
  public Assurance least() {
    return least;
  }

  /** How long ago the proof may lie. */
  public Duration fresh() {
    return fresh;
  }
}
