package dev.clef.identity.credentials.attestation;

import org.jspecify.annotations.Nullable;

/**
 * The make of an authenticator, proven by its maker's certificate when it made a passkey.
 *
 * @param description what the FIDO metadata calls it, such as {@code Example Key 5 NFC}
 * @param certified the level of its FIDO certification then: {@code 1}, {@code 1+} to {@code 3+};
 *     null when it had none
 */
public record AuthenticatorModel(String description, @Nullable String certified) {}
