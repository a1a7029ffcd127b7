package dev.clef.cli;

import java.io.IOException;
import java.io.PrintWriter;

/** For work of the server that takes a while: tells how far it is when somebody looks on. */
final class Waiting {

  private static final long PAUSE_MILLIS = 500;

  private final boolean shown = Terminal.attached().isPresent();
  private final PrintWriter terminal;

  Waiting(PrintWriter terminal) {
    this.terminal = terminal;
  }

  /** Shows how far it is, in place of what was shown before. */
  void show(String line) {
    if (shown) {
      terminal.print("\r" + line + "   ");
      terminal.flush();
    }
  }

  /** Until it is worth asking again. */
  void pause() throws IOException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
