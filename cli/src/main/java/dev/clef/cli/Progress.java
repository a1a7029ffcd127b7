package dev.clef.cli;

import dev.clef.ledger.LogVerifier;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/** One line on a terminal, renewed twice a second, for logs large enough to make one wait. */
final class Progress implements LogVerifier.Progress {

  private static final long LARGE = 200_000;
  private static final long PAUSE_NANOS = 500_000_000;

  private final PrintWriter terminal;
  private final boolean shown;
  private final LongSupplier nanoClock;
  private final long startNanos;
  private long shownAtNanos;

  Progress(PrintWriter terminal, boolean shown, LongSupplier nanoClock) {
    this.terminal = terminal;
    this.shown = shown;
    this.nanoClock = nanoClock;
    this.startNanos = nanoClock.getAsLong();
    this.shownAtNanos = startNanos;
  }

  /** Shows itself only when a person sits in front of it. */
  static Progress onTerminal(PrintWriter terminal) {
    return new Progress(terminal, Terminal.attached().isPresent(), System::nanoTime);
  }

  @Override
  public void at(long done, long total) {
    long now = nanoClock.getAsLong();
    if (!shown || total < LARGE || now - shownAtNanos < PAUSE_NANOS) {
      return;
    }
    shownAtNanos = now;
    double rate = perSecond(done);
    terminal.printf(
        Locale.ROOT,
        "\r%,d of %,d entries, %,.0f/s, %.0f s left   ",
        done,
        total,
        rate,
        (total - done) / rate);
    if (done == total) {
      terminal.print("\r");
    }
    terminal.flush();
  }

  /** Entries per second since the start. */
  double perSecond(long entries) {
    return entries * 1e9 / Math.max(1, nanoClock.getAsLong() - startNanos);
  }
}
