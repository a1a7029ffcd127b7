package dev.clef.keys;

/**
 * This node has not reached the keys database for the time of its lease: somebody may have been
 * erased meanwhile, so it serves no plaintext until it has looked.
 */
public final class LeaseLost extends RuntimeException {

  LeaseLost() {
    super("this node has lost touch with the keys database");
  }
}
