package dev.clef.vault;

/**
 * Stored data is damaged, was moved or was rolled back. One exception for every cause: what exactly
 * differs stands in the log and is told to nobody who asks.
 */
public final class DataUnreadable extends RuntimeException {

  DataUnreadable() {
    super("stored data cannot be read", null, false, false);
  }
}
