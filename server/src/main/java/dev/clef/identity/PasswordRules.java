package dev.clef.identity;

import dev.clef.identity.credentials.PasswordPolicy;
import dev.clef.platform.web.FieldReason;
import dev.clef.platform.web.Problem;

/** The password policy, told as a problem of the API. */
public record PasswordRules(PasswordPolicy policy) {

  /**
   * Checks a new password, entered in {@code field}.
   *
   * @throws Problem {@code invalid_fields}
   */
  public void check(String field, String password) {
    FieldReason reason =
        switch (policy.check(password)) {
          case PasswordPolicy.Accepted accepted -> null;
          case PasswordPolicy.TooShort tooShort -> FieldReason.TOO_SHORT;
          case PasswordPolicy.TooLong tooLong -> FieldReason.TOO_LONG;
          case PasswordPolicy.NotText notText -> FieldReason.NOT_TEXT;
        };
    if (reason != null) {
      throw Problem.field(field, reason);
    }
  }
}
