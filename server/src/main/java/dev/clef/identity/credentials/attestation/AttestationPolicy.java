package dev.clef.identity.credentials.attestation;

/** What is asked of a new passkey besides that it works. */
public enum AttestationPolicy {
  /** Nothing: the authenticator is not even asked what it is. */
  IGNORE,
  /** What it states is checked and kept; one that states nothing is welcome as well. */
  PREFER,
  /** It states what it is, and is in the metadata. */
  REQUIRE
}
