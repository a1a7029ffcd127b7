package dev.clef.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * How far an import is: a bar that renews itself on a terminal, a line every ten seconds elsewhere.
 */
final class ImportProgress {

  private static final long TERMINAL_PAUSE_NANOS = Duration.ofMillis(500).toNanos();
  private static final long LINE_PAUSE_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int BAR_CHARS = 24;

  private final PrintWriter out;
  private final boolean terminal;
  private final long totalBytes;
  private final LongSupplier nanoClock;
  private long startNanos;
  private long startRecords;
  private long startBytes;
  private long shownNanos;
  private boolean shown;

  ImportProgress(PrintWriter out, boolean terminal, long totalBytes, LongSupplier nanoClock) {
    this.out = out;
    this.terminal = terminal;
    this.totalBytes = totalBytes;
    this.nanoClock = nanoClock;
  }

  /** For a file of so many bytes. */
  static ImportProgress on(PrintWriter out, long totalBytes) {
    boolean terminal = Terminal.attached().isPresent();
    return new ImportProgress(out, terminal, totalBytes, System::nanoTime);
  }

  /** The first batch is about to be sent; what an earlier run took does not count for the rate. */
  void begin(long records, long bytes) {
    startNanos = nanoClock.getAsLong();
    shownNanos = startNanos;
    startRecords = records;
    startBytes = bytes;
  }

  /** So much of the file is taken. */
  void at(long records, long bytes) {
    long now = nanoClock.getAsLong();
    if (now - shownNanos < (terminal ? TERMINAL_PAUSE_NANOS : LINE_PAUSE_NANOS)) {
      return;
    }
    shownNanos = now;
    shown = true;
    double seconds = (now - startNanos) / 1e9;
    double done = Math.min(1, (double) bytes / Math.max(1, totalBytes));
    double left = (totalBytes - bytes) * seconds / Math.max(1, bytes - startBytes);
    String words =
        String.format(
            Locale.ROOT,
            "%3.0f %%  %,d records  %,.0f/s  %s left",
            100 * done,
            records,
            (records - startRecords) / seconds,
            duration(Math.round(Math.max(0, left))));
    if (terminal) {
      int filled = (int) (BAR_CHARS * done);
      String bar = "#".repeat(filled) + "-".repeat(BAR_CHARS - filled);
      out.print("\r[" + bar + "] " + words + "   ");
    } else {
      out.println(words);
    }
    out.flush();
  }

  /** Leaves the line to what comes after. */
  void end() {
    if (terminal && shown) {
      out.println();
      out.flush();
    }
  }

  private static String duration(long seconds) {
    return seconds < 100
        ? seconds + " s"
        : seconds < 6000
            ? (seconds + 30) / 60 + " min"
            : String.format(Locale.ROOT, "%.1f h", seconds / 3600.0);
  }
}
