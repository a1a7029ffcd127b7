package dev.clef.keys;

/** An epoch change cannot go on; the message says why, for operators. */
public final class EpochChangeRefused extends RuntimeException {

  EpochChangeRefused(String message) {
    super(message);
  }
}
