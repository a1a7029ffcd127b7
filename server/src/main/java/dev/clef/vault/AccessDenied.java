package dev.clef.vault;

/**
 * The read or write is not allowed, or there is nobody to read about; which of the two is not told.
 */
public final class AccessDenied extends RuntimeException {

  AccessDenied() {
    super("access to personal data denied", null, false, false);
  }
}
