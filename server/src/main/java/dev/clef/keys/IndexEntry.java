package dev.clef.keys;

/**
 * One row of the blind index, not yet stored.
 *
 * @param kind what the person is found by
 * @param digest the keyed digest of the normalised value, 32 bytes
 * @param verified whether the value is proven to be the person's
 */
public record IndexEntry(IndexKind kind, byte[] digest, boolean verified) {}
