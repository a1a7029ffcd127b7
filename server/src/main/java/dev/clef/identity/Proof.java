package dev.clef.identity;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What somebody can prove with who they are. The names are stored: never rename one. */
public enum Proof {
  /** Something known. */
  PASSWORD("FACTOR_PASSWORD", "pwd"),
  /** A key that signs for this site alone and checks its owner itself. */
  PASSKEY("FACTOR_WEBAUTHN", "pop user"),
  /** A code of an authenticator app: something held. */
  AUTHENTICATOR("FACTOR_TOTP", "otp"),
  /** A code from a list kept for the day everything else is lost: something held. */
  RECOVERY_CODE("FACTOR_RECOVERY_CODE", "otp"),
  /**
   * A key of a browser the person trusts: something held, in software (RFC 8176 {@code swk}). What
   * is signed does not say on which page.
   */
  DEVICE_KEY("FACTOR_DEVICE_KEY", "swk"),
  /**
   * A code that came by mail: that somebody reads the mail of the person. No second factor (NIST SP
   * 800-63B-4 §3.1.3.1 forbids mail as an authenticator), and named to nobody as one.
   */
  MAIL_CODE("FACTOR_OTT", "");

  private final String authority;
  private final String amr;

  Proof(String authority, String amr) {
    this.authority = authority;
    this.amr = amr;
  }

  /** The authority Spring Security's rules know it by. */
  String authority() {
    return authority;
  }

  /** What it is called towards others (RFC 8176 §2). */
  List<String> amr() {
    return amr.isEmpty() ? List.of() : List.of(amr.split(" ", -1));
  }

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static boolean isKnown(String code) {
    return Arrays.stream(values()).anyMatch(one -> one.code().equals(code));
  }

  static Proof of(String code) {
    return valueOf(code.toUpperCase(Locale.ROOT));
  }
}
