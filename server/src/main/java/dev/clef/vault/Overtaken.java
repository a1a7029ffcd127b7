package dev.clef.vault;

/** A field was written since it was read: nothing of the write happened. */
public final class Overtaken extends RuntimeException {

  private static final long serialVersionUID = 1;

  Overtaken() {
    super("a field was written meanwhile", null, false, false);
  }
}
