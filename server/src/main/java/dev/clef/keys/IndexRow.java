package dev.clef.keys;

/**
 * One row of the blind index.
 *
 * @param kind what the person is found by
 * @param keyVersion the version of the index key
 * @param digest the keyed digest of the normalised value, 32 bytes
 * @param verified whether the value is proven to be the person's
 */
record IndexRow(IndexKind kind, int keyVersion, byte[] digest, boolean verified) {}
