package dev.clef.cli;

import dev.clef.ledger.VerifierKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * {@code clef witness}: cosigns what other people's logs sign, as long as they never rewrite it.
 */
@Command(
    name = "witness",
    mixinStandardHelpOptions = true,
    description = {
      "Watches logs for other people: remembers the newest checkpoint of each and cosigns the next"
          + " one only when that is proven to continue it (C2SP tlog-witness).",
      "Prints its verifier keys, then serves plain HTTP; put a proxy with TLS in front for others.",
      "Without --log it only prints its keys."
    })
final class WitnessCommand implements Callable<Integer> {

  @Option(
      names = "--key",
      paramLabel = "FILE",
      required = true,
      description = "The keys of the witness, readable by their owner alone.")
  private Path key = Path.of("");

  @Option(
      names = "--state",
      paramLabel = "DIR",
      required = true,
      description = "What it has cosigned. Never put an older copy back.")
  private Path state = Path.of("");

  @Option(names = "--init", description = "Make key and folder where they are absent.")
  private boolean init;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "With --init: the name in its signatures, such as witness.example.org/w1.")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--log",
      paramLabel = "VKEY|FILE",
      description = "A key of a log that is watched; several of one log each suffice.")
  private List<String> logs = List.of();

  @Option(
      names = "--begin",
      description = "Begin logs this witness never heard of; it does so once after --init, too.")
  private boolean begin;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "The address to listen on (default: 127.0.0.1).")
  private String host = "";

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8470",
      description = "The port to listen on; 0 for any (default: 8470).")
  private int port;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    if (port < 0 || port > 65_535) {
      throw new ParameterException(line, "--port is between 0 and 65535");
    }
    boolean made = init && make(line);
    WitnessKeys keys = WitnessKeys.read(key, InstantSource.system());
    List<VerifierKey> watched = new ArrayList<>();
    for (String log : logs) {
      watched.add(LogKey.named(log).key());
    }
    try (WitnessBook book = WitnessBook.open(state, watched, keys, begin || made)) {
      keys.vkeys().forEach(key -> line.getOut().println(WitnessServer.plain(key.toString())));
      if (watched.isEmpty()) {
        line.getOut().flush();
        return Main.OK;
      }
      try (WitnessServer server =
          WitnessServer.start(book, new InetSocketAddress(host, port), line.getErr())) {
        line.getOut().println("Listening on http://" + host + ":" + server.port());
        line.getOut().flush();
        book.awaitDoubt(); // until the process is ended, if all goes well
        throw CliException.environment(
            "the disk did not say that it kept what was written to " + state + "; look after it");
      }
    }
  }

  /**
   * A folder that is absent beside a key that is there was lost: it is not made again.
   *
   * @return whether both were made
   */
  private boolean make(CommandLine line) throws IOException {
    if (Files.exists(key)) {
      return false;
    }
    String chosen =
        name.orElseThrow(
            () -> new ParameterException(line, "--init needs the --name of the witness"));
    if (!Files.isDirectory(state)) {
      OwnFile.makeFolder(state);
    }
    OwnFile.mustBeAbsent(state.resolve(WitnessBook.MARKER));
    WitnessKeys.make(key, chosen);
    WitnessBook.make(state, WitnessKeys.read(key, InstantSource.system()));
    return true;
  }
}
