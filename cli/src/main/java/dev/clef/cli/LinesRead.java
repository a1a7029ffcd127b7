package dev.clef.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/** One line on a terminal, renewed twice a second, about a list that is read. */
final class LinesRead {

  private static final long PAUSE_NANOS = 500_000_000;

  private final PrintWriter terminal;
  private final boolean shown;
  private final LongSupplier nanoClock;
  private final long startNanos;
  private long shownAtNanos;

  LinesRead(PrintWriter terminal, boolean shown, LongSupplier nanoClock) {
    this.terminal = terminal;
    this.shown = shown;
    this.nanoClock = nanoClock;
    this.startNanos = nanoClock.getAsLong();
    this.shownAtNanos = startNanos;
  }

  /** Shows itself only when a person sits in front of it. */
  static LinesRead onTerminal(PrintWriter terminal) {
    return new LinesRead(terminal, Terminal.attached().isPresent(), System::nanoTime);
  }

  /**
   * So far.
   *
   * @param part of the file, 0 to 1
   */
  void at(long lines, double part) {
    long now = nanoClock.getAsLong();
    if (!shown || now - shownAtNanos < PAUSE_NANOS) {
      return;
    }
    shownAtNanos = now;
    double seconds = (now - startNanos) / 1e9;
    terminal.printf(
        Locale.ROOT,
        "\r%,d lines, %.1f %%, %,.0f/s, %.0f s left   ",
        lines,
        part * 100,
        lines / seconds,
        seconds * (1 - part) / Math.max(part, 1e-9));
    terminal.flush();
  }

  /** What follows takes a moment longer: sorting and writing. */
  void end() {
    if (shown) {
      terminal.printf("\rThe list is read; sorting and writing …%40s%n", "");
      terminal.flush();
    }
  }
}
