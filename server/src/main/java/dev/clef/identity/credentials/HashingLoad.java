package dev.clef.identity.credentials;

/**
 * The load of the hashing pool at one moment.
 *
 * @param threads hashes that can be computed at the same time
 * @param busy hashes being computed
 * @param waiting hashes that wait for a thread
 * @param queue how many may wait
 * @param refused since the start, because they could not begin in time
 */
public record HashingLoad(int threads, int busy, int waiting, int queue, long refused) {}
