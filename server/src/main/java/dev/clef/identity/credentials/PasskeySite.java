package dev.clef.identity.credentials;

import java.util.Set;

/**
 * For which site keys are made, and from where they may be used (WebAuthn §5.1.2).
 *
 * @param rpId a host name, such as {@code id.example.org}
 * @param origins such as {@code https://id.example.org}
 */
public record PasskeySite(String rpId, Set<String> origins) {

  public PasskeySite {
    origins = Set.copyOf(origins);
  }
}
