package dev.clef.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code clef import keycloak}: streams a realm export to a running server. */
@Command(
    name = "keycloak",
    mixinStandardHelpOptions = true,
    description = {
      "Imports the users of a Keycloak realm export, with their passwords and codes.",
      "Run it again at will: what is there stays, what changed is renewed, and an import that was"
          + " interrupted goes on where it stopped. Users in files of their own (REALM-users-0.json"
          + " and so on) are imported file by file."
    })
final class KeycloakCommand implements Callable<Integer> {

  private static final int MAX_BATCH = 2000;

  /** How long a server may be away before the command gives up. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Parameters(paramLabel = "FILE", description = "The export, as Keycloak wrote it.")
  private Path file = Path.of("");

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

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    if (batchRecords < 1 || batchRecords > MAX_BATCH) {
      throw new ParameterException(line, "--batch takes 1 to " + MAX_BATCH);
    }
    if (Files.isDirectory(file)) {
      throw new ParameterException(
          line,
          file
              + " is a folder: import its files that hold users one by one, for example"
              + " for f in "
              + file
              + "/*-users-*.json; do clef import keycloak \"$f\"; done");
    }
    if (report.isPresent()) {
      ImportReport.reserve(report.get());
    }
    ImportServer to =
        ImportServer.at(
            tls.client(), server, ImportServer.token(tls.dataFolder()), new Retries(PATIENCE));
    KeycloakFile export = KeycloakFile.read(file);
    ImportProgress progress = ImportProgress.on(line.getErr(), export.bytes());
    ImportResult result =
        new ImportRun(to, export, batchRecords, dryRun, progress, Clock.systemUTC()).run();
    if (report.isPresent()) {
      ImportReport.write(report.get(), result);
    }
    ImportSummary.print(line.getOut(), result);
    result.stop().ifPresent(stop -> line.getErr().println("clef: " + stop.sentence(result)));
    return result.stop().map(ImportStop::exitCode).orElse(Main.OK);
  }
}
