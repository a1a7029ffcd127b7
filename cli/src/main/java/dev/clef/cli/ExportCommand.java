package dev.clef.cli;

import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.FolderSource;
import dev.clef.ledger.LeafFormat;
import dev.clef.ledger.LogSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code clef log export}: a copy of the log that can be checked anywhere, for ever. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Copies the log into a folder and checks the copy.",
      "A copy that was interrupted or has grown old is completed; the log must still extend it."
    })
final class ExportCommand implements Callable<Integer> {

  @Parameters(paramLabel = "DIR", description = "The folder; made when it is not there.")
  private Path folder = Path.of("");

  @Option(
      names = "--server",
      paramLabel = "URL",
      defaultValue = "https://localhost:8443",
      description = "The server (default: https://localhost:8443); its log is at URL/log.")
  private String server = "";

  @Option(
      names = "--key",
      paramLabel = "VKEY|FILE",
      description = "The verifier key of the log, obtained from elsewhere.")
  private Optional<String> key = Optional.empty();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Mixin private Tls tls = new Tls();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    Report report = new Report(line.getOut(), line.getErr(), json);
    String base = server.endsWith("/") ? server : server + "/";
    HttpSource source = HttpSource.at(tls.client(), base + "log/");
    byte[] note =
        source
            .read(LogSource.CHECKPOINT)
            .orElseThrow(() -> CliException.environment("there is no log at " + source.base()));
    FolderSource copy = new FolderSource(folder);
    LogKey known = key(source, copy);
    Checkpoint head = LogCheck.believed(note, known.key(), "the checkpoint of the server");
    Mirror mirror = new Mirror(source, folder);
    Optional<Checkpoint> earlier =
        copy.read(LogSource.CHECKPOINT)
            .map(old -> LogCheck.believed(old, known.key(), "the checkpoint of the copy"));
    // A copy that was begun before the log was pruned keeps what it has.
    Optional<byte[]> minimum = (earlier.isPresent() ? copy : source).read(LogSource.MINIMUM);
    mirror.fetch(head, LogCheck.minimum(minimum));
    LogSource fetched =
        path ->
            switch (path) {
              case LogSource.CHECKPOINT -> Optional.of(note);
              case LogSource.MINIMUM -> minimum;
              default -> copy.read(path);
            };
    StampServer stamps = new StampServer(source, Optional.of(folder));
    StampCheck times = new StampCheck(fetched, stamps, Optional.empty(), report);
    int exitCode = new LogCheck(known, LeafFormat.CLEF, report).run(fetched, earlier, times);
    if (exitCode == Main.OK) {
      // Last, so that a folder with a checkpoint is one that was whole.
      Mirror.write(
          folder.resolve(LogKey.FILE), (known.key() + "\n").getBytes(StandardCharsets.UTF_8));
      if (minimum.isPresent()) {
        Mirror.write(folder.resolve(LogSource.MINIMUM), minimum.get());
      }
      Mirror.write(folder.resolve(LogSource.CHECKPOINT), note);
      mirror.prune(head);
    }
    return exitCode;
  }

  /** An earlier copy's key beats the one the server shows now. */
  private LogKey key(LogSource source, FolderSource copy) throws IOException {
    if (key.isPresent()) {
      return LogKey.named(key.get());
    }
    Optional<LogKey> kept = LogKey.carried(copy, LogKey.FILE);
    return kept.isPresent()
        ? kept.get()
        : LogKey.carried(source, LogKey.PATH)
            .orElseThrow(() -> CliException.environment("the log shows no key: pass --key"));
  }
}
