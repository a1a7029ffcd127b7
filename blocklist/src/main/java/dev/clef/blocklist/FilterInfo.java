package dev.clef.blocklist;

import java.time.Instant;

/**
 * What a filter says of itself.
 *
 * @param count distinct hashes that were put in
 * @param stored distinct keys of them, a few less: two hashes may have the same key
 * @param minimumCount how often a password had to be seen to be put in; 1 where everything was
 * @param madeAt when it was built, in whole seconds
 * @param source what the list was called
 * @param fileBytes length of the file
 * @param sha256 the checksum in its last 32 bytes, in hexadecimal
 */
public record FilterInfo(
    long count,
    long stored,
    long minimumCount,
    Instant madeAt,
    String source,
    long fileBytes,
    String sha256) {

  /** How likely a password that is not in the list is taken for one that is: at most 1/65,536. */
  public double falsePositiveRate() {
    return stored / (double) Layout.universe(count);
  }
}
