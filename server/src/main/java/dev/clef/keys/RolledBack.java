package dev.clef.keys;

/** A stored field is older than the newest version known: somebody put an old row back. */
public final class RolledBack extends RuntimeException {

  public RolledBack() {
    super("an older version was put back", null, false, false);
  }
}
