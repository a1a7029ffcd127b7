package dev.clef.identity;

import java.util.Locale;

/** What somebody can prove with who they are. The names are stored: never rename one. */
public enum Proof {
  /** Something known. */
  PASSWORD("FACTOR_PASSWORD"),
  /** A key that signs for this site alone and checks its owner itself. */
  PASSKEY("FACTOR_WEBAUTHN"),
  /** A code of an authenticator app: something held. */
  AUTHENTICATOR("FACTOR_TOTP"),
  /** A code from a list kept for the day everything else is lost: something held. */
  RECOVERY_CODE("FACTOR_RECOVERY_CODE");

  private final String authority;

  Proof(String authority) {
    this.authority = authority;
  }

  /** The authority Spring Security's rules know it by. */
  String authority() {
    return authority;
  }

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Proof of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
