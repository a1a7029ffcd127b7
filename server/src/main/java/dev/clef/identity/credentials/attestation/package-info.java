/**
 * Which make of authenticator a passkey is of, and whether that is known to be good: the FIDO
 * Metadata Service's file, read and checked by us, and what an authenticator states of itself held
 * against it.
 */
@NullMarked
package dev.clef.identity.credentials.attestation;

import org.jspecify.annotations.NullMarked;
