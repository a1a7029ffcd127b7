package dev.clef.identity.credentials;

import dev.clef.identity.credentials.attestation.AuthenticatorModel;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A key that somebody signs in with (W3C Web Authentication Level 3), as the vault holds it.
 *
 * @param factorId our own name for it
 * @param name what the person calls it
 * @param credentialId as the authenticator calls it; at most 1023 bytes
 * @param attested the attested credential data (§6.5.2): model, identifier and public key (COSE)
 * @param transports hints for the browser, such as {@code internal}
 * @param backupEligible whether it may be copied to other devices, as it said at first
 * @param addedAt when it was added
 * @param model the make of its authenticator, when that was proven; else null
 */
public record Passkey(
    UUID factorId,
    String name,
    byte[] credentialId,
    byte[] attested,
    List<String> transports,
    boolean backupEligible,
    Instant addedAt,
    @Nullable AuthenticatorModel model) {

  public Passkey {
    transports = List.copyOf(transports);
  }

  /** The same key by another name. */
  public Passkey called(String other) {
    return new Passkey(
        factorId, other, credentialId, attested, transports, backupEligible, addedAt, model);
  }

  @Override
  public String toString() {
    return "Passkey[<redacted>]";
  }
}
