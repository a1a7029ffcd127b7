package dev.clef.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code clef keys epoch}: begins the next epoch and waits until it is current. */
@Command(
    name = "epoch",
    mixinStandardHelpOptions = true,
    description = {
      "Begins the next epoch, or goes on with an interrupted change, and waits until it is current.",
      "The server serves meanwhile. Once the key of the epoch before is destroyed, no backup made"
          + " under it holds anybody who was erased."
    })
final class EpochCommand implements Callable<Integer> {

  @Option(
      names = "--leave-damaged",
      description = "Go on although the keys of some people do not open: they stay behind.")
  private boolean leaveDamaged;

  @Option(
      names = "--destroy-retired",
      description = "Then destroy retired epochs at once instead of after their time.")
  private boolean destroyRetired;

  @Mixin private ServerOptions options = new ServerOptions();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    OperatorApi server = options.open();
    begin(server);
    JsonNode status = finished(server, line.getErr());
    String problem = status.path("problem").asString("");
    if (!problem.isEmpty()) {
      line.getErr().println("clef: the epoch does not change: " + problem);
      return Main.FAILED;
    }
    if (destroyRetired) {
      server.post(KeysStatus.PATH + "/retired/destroy", Map.of());
    }
    KeysStatus.print(line.getOut(), server);
    return Main.OK;
  }

  private void begin(OperatorApi server) throws IOException {
    try {
      server.post(KeysStatus.PATH + "/epochs", Map.of("leave_damaged", leaveDamaged));
    } catch (OperatorApi.Refusal refusal) {
      if (!refusal.code().equals("epoch_changing")) {
        throw refusal;
      }
    }
  }

  /** Asks until nothing is under way; tells how far it is when somebody waits at a terminal. */
  private static JsonNode finished(OperatorApi server, PrintWriter terminal) throws IOException {
    Waiting waiting = new Waiting(terminal);
    while (true) {
      JsonNode status = server.get(KeysStatus.PATH);
      if (!status.path("running").asBoolean()) {
        return status;
      }
      if (status.path("change").isObject()) {
        waiting.show(KeysStatus.line(status.path("change")));
      }
      waiting.pause();
    }
  }
}
