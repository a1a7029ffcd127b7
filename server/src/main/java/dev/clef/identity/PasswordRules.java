package dev.clef.identity;

import dev.clef.identity.credentials.Blocklist;
import dev.clef.identity.credentials.OwnWords;
import dev.clef.identity.credentials.PasswordPolicy;
import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;

/** The password policy and the blocklist, told as a problem of the API. */
public record PasswordRules(PasswordPolicy policy, Blocklist blocklist) {

  /**
   * Checks a new password, entered in {@code field}.
   *
   * @param own what somebody who knows the person would try
   * @throws Problem {@code invalid_fields}
   */
  public void check(String field, String password, OwnWords own) {
    FieldReason reason =
        switch (policy.check(password)) {
          case PasswordPolicy.Accepted accepted ->
              blocklist.check(password, own).map(PasswordRules::reason).orElse(null);
          case PasswordPolicy.TooShort tooShort -> FieldReason.TOO_SHORT;
          case PasswordPolicy.TooLong tooLong -> FieldReason.TOO_LONG;
          case PasswordPolicy.NotText notText -> FieldReason.NOT_TEXT;
        };
    if (reason != null) {
      throw Problem.field(field, reason);
    }
  }

  private static FieldReason reason(Blocklist.Verdict verdict) {
    return switch (verdict) {
      case BREACHED -> FieldReason.BREACHED;
      case GUESSABLE -> FieldReason.GUESSABLE;
    };
  }
}
