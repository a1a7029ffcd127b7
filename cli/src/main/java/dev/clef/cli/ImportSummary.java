package dev.clef.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/** What an import did, for the person at the terminal. */
final class ImportSummary {

  private static final int SHOWN_REJECTS = 20;

  private ImportSummary() {}

  static void print(PrintWriter out, ImportResult result) {
    double seconds = result.took().toMillis() / 1e3;
    out.printf(
        Locale.ROOT,
        "%s: %,d records in %.1f s (%,.0f/s)%n",
        result.dryRun() ? "Dry run, nothing was changed" : "Imported",
        result.records(),
        seconds,
        (result.records() - result.resumedAt()) / Math.max(0.001, seconds));
    out.printf("  %-26s %s%n", "realm", String.join(", ", result.file().realms()));
    out.printf("  %-26s %s%n", "file sha-256", result.file().sha256());
    if (result.resumedAt() > 0) {
      out.printf(Locale.ROOT, "  %-26s record %,d%n", "resumed at", result.resumedAt());
    }
    lines(out, "Outcomes", result.outcomes());
    lines(out, "Not taken because", result.of("reason"));
    lines(out, "People", result.of("people"));
    lines(out, "Kept encrypted, without a field of the profile", result.attributes());
    if (result.file().federated() > 0) {
      lines(
          out,
          "Left out: they belong to another directory",
          Map.of("federatedUsers", result.file().federated()));
    }
    rejects(out, result);
  }

  private static void lines(PrintWriter out, String title, Map<String, Long> counts) {
    if (!counts.isEmpty()) {
      out.println(title);
      counts.forEach((name, count) -> out.printf(Locale.ROOT, "  %-26s %,9d%n", name, count));
    }
  }

  private static void rejects(PrintWriter out, ImportResult result) {
    if (result.rejects().isEmpty()) {
      return;
    }
    out.println("Records not taken");
    result.rejects().stream()
        .limit(SHOWN_REJECTS)
        .forEach(reject ->
            out.printf(
                Locale.ROOT,
                "  line %d, record %d: %s%n",
                reject.line(),
                reject.index(),
                reject.reason()));
    int more = result.rejects().size() - SHOWN_REJECTS;
    if (more > 0) {
      out.printf(Locale.ROOT, "  and %,d more: see --report%n", more);
    }
  }
}
