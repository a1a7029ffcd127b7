package dev.clef.cli;

import dev.clef.ledger.Checkpoint;
import java.io.IOException;

/** The time-stamps that come with a log. */
interface StampSource {

  /**
   * A time-stamp as it was kept.
   *
   * @param size of the log it claims to be over
   * @param text what it claims to be over: the text of a checkpoint
   * @param reply of the authority, in DER
   */
  record Stamp(long size, String text, byte[] reply) {

    /** Where it is, below the prefix of the log. */
    String path() {
      return "timestamps/" + size;
    }
  }

  /** Hears of each. */
  interface Visitor {
    void visit(Stamp stamp) throws IOException;
  }

  /** Shows every one to {@code visitor}, the smallest size first. */
  void each(Checkpoint head, Visitor visitor) throws IOException;

  /** Told when one was checked and holds. */
  default void holds(Stamp stamp) throws IOException {}
}
