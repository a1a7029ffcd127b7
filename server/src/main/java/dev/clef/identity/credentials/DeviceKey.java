package dev.clef.identity.credentials;

import java.time.Instant;
import java.util.UUID;

/**
 * The key of a browser that somebody trusts, as the vault holds it: the public half.
 *
 * @param factorId our own name for it
 * @param name what the person calls the browser
 * @param spki SubjectPublicKeyInfo of P-256, see {@link BrowserKey}
 * @param addedAt when it was added
 */
public record DeviceKey(UUID factorId, String name, byte[] spki, Instant addedAt) {

  /** The same key by another name. */
  public DeviceKey called(String other) {
    return new DeviceKey(factorId, other, spki, addedAt);
  }

  @Override
  public String toString() {
    return "DeviceKey[<redacted>]";
  }
}
