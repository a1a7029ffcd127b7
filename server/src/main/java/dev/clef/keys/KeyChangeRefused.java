package dev.clef.keys;

/** A change of keys cannot go on; the message says why, for operators. */
public final class KeyChangeRefused extends RuntimeException {

  KeyChangeRefused(String message) {
    super(message);
  }
}
