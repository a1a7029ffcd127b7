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
  DOWNLOAD(Assurance.TWO_FACTORS, Otherwise.PASSWORD_AND_MAIL, Duration.ofMinutes(15)),
  /** The end of the account; long enough for a letter to come. */
  ERASE(Assurance.TWO_FACTORS, Otherwise.PASSWORD_AND_MAIL, Duration.ofMinutes(10)),
  /** Another way to sign in, or one less, or another name to do so with. */
  CHANGE_FACTOR(Assurance.TWO_FACTORS, Otherwise.PASSWORD_AND_MAIL, Duration.ofMinutes(15)),
  /** Another password in the place of one that was just given. */
  CHANGE_PASSWORD(Assurance.TWO_FACTORS, Otherwise.PASSWORD, Duration.ofMinutes(15));

  /** What is asked of somebody who has no second factor. */
  public enum Otherwise {
    PASSWORD,
    /** And a code by mail, of whoever has proven an address. */
    PASSWORD_AND_MAIL
  }

  private final Assurance least;
  private final Otherwise otherwise;
  private final Duration fresh;

  SensitiveAct(Assurance least, Otherwise otherwise, Duration fresh) {
    this.least = least;
    this.otherwise = otherwise;
    this.fresh = fresh;
  }

  /** The name in the API and in documents. */
  @JsonValue
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How sure it must be, of somebody who has a second factor. */
  public Assurance least() {
    return least;
  }

  /** What is asked of everybody else. */
  public Otherwise otherwise() {
    return otherwise;
  }

  /** How long ago the proof may lie. */
  public Duration fresh() {
    return fresh;
  }
}
