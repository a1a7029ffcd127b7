package dev.clef.keys;

/** A user name or the source of an import belongs to somebody already. */
public final class NameTaken extends RuntimeException {

  public NameTaken() {
    super("taken", null, false, false);
  }
}
