package dev.clef.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every import can be told, and how it is run. */
final class ImportOptions {

  private static final int MAX_BATCH = 2000;

  /** How long a server may be away before the command gives up. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Option(names = "--dry-run", description = "Say what would be done and do nothing.")
  private boolean dryRun;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write what was done to this file, as JSON without personal data.")
  private Optional<Path> report = Optional.empty();

  @Option(
      names = "--server",
      paramLabel = "URL",
      defaultValue = "https://localhost:8443",
      description = "The server (default: https://localhost:8443).")
  private String server = "";

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "500",
      description = "Records sent at a time, 1 to 2000 (default: 500).")
  private int batchRecords;

  @Mixin private Tls tls = new Tls();

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  /** The first reading of a file. */
  interface Reading {
    ImportFile read() throws IOException;
  }

  /** Refuses what cannot be, before the file is looked at. */
  void check() {
    if (batchRecords < 1 || batchRecords > MAX_BATCH) {
      throw new ParameterException(line(), "--batch takes 1 to " + MAX_BATCH);
    }
  }

  /** Imports a file and says what was done; the exit code. */
  int run(Reading reading) throws IOException {
    if (report.isPresent()) {
      ImportReport.reserve(report.get());
    }
    ImportServer to =
        ImportServer.at(
            tls.client(), server, OperatorApi.token(tls.dataFolder()), new Retries(PATIENCE));
    ImportFile file = reading.read();
    ImportProgress progress = ImportProgress.on(line().getErr(), file.bytes());
    ImportResult result =
        new ImportRun(to, file, batchRecords, dryRun, progress, Clock.systemUTC()).run();
    if (report.isPresent()) {
      ImportReport.write(report.get(), result);
    }
    ImportSummary.print(line().getOut(), result);
    result.stop().ifPresent(stop -> line().getErr().println("clef: " + stop.sentence(result)));
    return result.stop().map(ImportStop::exitCode).orElse(Main.OK);
  }

  private CommandLine line() {
    return Objects.requireNonNull(spec).commandLine();
  }
}
