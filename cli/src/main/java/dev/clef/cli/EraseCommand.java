package dev.clef.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code clef erase}: erases many people. */
@Command(
    name = "erase",
    mixinStandardHelpOptions = true,
    description = {
      "Erases the people whose identifiers stand in a file, one a line (GDPR Art. 17).",
      "It cannot be undone. It may be interrupted and repeated: whoever was erased before keeps the"
          + " certificate."
    })
final class EraseCommand implements Callable<Integer> {

  /** How long a server may be away before the command gives up. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** GDPR Art. 17(1). */
  enum Reason {
    RETENTION,
    REQUEST,
    UNLAWFUL,
    ORDER
  }

  @Parameters(paramLabel = "FILE", description = "One identifier a line; # begins a comment.")
  private @Nullable Path file;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "REASON",
      description = {
        "Why, for the log: retention (not needed any more), request (asked for in another way),",
        "unlawful (should not have been held), order (a law or a court)."
      })
  private @Nullable Reason reason;

  @Option(names = "--dry-run", description = "Say how many are known and do nothing.")
  private boolean dryRun;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write a CSV file with the certificate of every person.")
  private Optional<Path> report = Optional.empty();

  @Mixin private ServerOptions server = new ServerOptions();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    OperatorApi api = server.open();
    List<UUID> people = PeopleFile.read(Objects.requireNonNull(file));
    if (people.isEmpty()) {
      line.getOut().println("There is nobody in the file.");
      return Main.OK;
    }
    if (!dryRun && !yes) {
      confirm(line, people.size());
    }
    try (ErasureReport into = ErasureReport.to(report)) {
      ErasureRun run =
          new ErasureRun(
              api,
              new Retries(PATIENCE),
              Objects.requireNonNull(reason).name().toLowerCase(Locale.ROOT),
              dryRun,
              ImportProgress.on(line.getErr(), people.size()));
      ErasureRun.Done done = run.erase(people, into);
      line.getOut().println(sentence(done, people.size()));
      return Main.OK;
    }
  }

  private String sentence(ErasureRun.Done done, int people) {
    String rest =
        done.known() == people ? "" : " The server knows nobody by the other identifiers.";
    return String.format(
            Locale.ROOT,
            dryRun
                ? "%,d of %,d people are known: they would be erased, or are already."
                : "%,d of %,d people are erased.",
            done.known(),
            people)
        + rest;
  }

  /** Nobody erases people by a slip of the hand. */
  private static void confirm(CommandLine line, int people) {
    Console terminal =
        Terminal.attached()
            .orElseThrow(
                () -> new ParameterException(line, "Say --yes: there is no terminal to ask at"));
    String entered =
        terminal.readLine("This erases %d people for ever. Type their number to go on: ", people);
    if (entered == null || !entered.strip().equals(Integer.toString(people))) {
      throw CliException.environment("nobody was erased");
    }
  }
}
