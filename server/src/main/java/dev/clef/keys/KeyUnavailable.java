package dev.clef.keys;

/**
 * A key that is needed is not there: destroyed, of another epoch, or its custodian is out of reach.
 */
public final class KeyUnavailable extends RuntimeException {

  public KeyUnavailable(String message) {
    super(message);
  }
}
