package dev.clef.keys;

/**
 * A ciphertext or wrapped key did not open. One exception for every cause, without detail: telling
 * a wrong key from a changed byte helps only an attacker.
 */
public final class EnvelopeRejected extends RuntimeException {

  public EnvelopeRejected() {
    super("ciphertext rejected", null, false, false);
  }
}
