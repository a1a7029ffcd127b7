package dev.clef.keys;

import java.util.Locale;

/**
 * The trees of keys that belong to the service and not to a person. The names are stored: never
 * rename one.
 */
public enum ServiceKeyKind {
  /** HMAC keys of blind indexes, one per tenant and kind of index. */
  INDEX,
  /** HMAC keys of commitments about no person, one per tenant. */
  COMMITMENT,
  /** Encryption keys of log payloads, one per month. */
  AUDIT,
  /** Seeds of signing keys. */
  SIGNING,
  /** Encryption keys of staff accounts, one per account. */
  STAFF,
  /** Encryption keys of letters to people who have no account, one per tenant. */
  MAIL,
  /** What the keys of the built-in time-stamp authority are made from. */
  TIMESTAMP,
  /**
   * HMAC keys of the OpenID provider: what applications call a person, and their secrets. Never
   * rotated: an application would not know anybody again.
   */
  OPENID;

  String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
