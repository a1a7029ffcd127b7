package dev.clef.identity;

import org.jspecify.annotations.Nullable;

/**
 * What comes beside a password.
 *
 * @param code of the authenticator or for recovery; null when none was given
 * @param deviceKey what the browser answered with its key, see {@link DeviceKeys}; null when it has
 *     none. One that proves nothing is as if there were none
 */
public record SecondStep(@Nullable String code, @Nullable String deviceKey) {

  /** Nothing. */
  public static final SecondStep NONE = new SecondStep(null, null);

  /** A code, or nothing. */
  public static SecondStep code(@Nullable String code) {
    return new SecondStep(code, null);
  }

  @Override
  public String toString() {
    return "SecondStep[<redacted>]";
  }
}
