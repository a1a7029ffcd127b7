package dev.clef.identity.staff;

import java.util.UUID;

/**
 * What a staff account is made of, as stored.
 *
 * @param nameDigest keyed, to find the account by
 * @param name sealed, like the two that follow
 */
record Sealed(
    UUID staffId, byte[] nameDigest, byte[] name, byte[] hashedPassword, byte[] totpSecret) {}
