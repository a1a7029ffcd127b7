package dev.clef.cli;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code clef keys rotate}: replaces keys that belong to no epoch. */
@Command(
    name = "rotate",
    mixinStandardHelpOptions = true,
    description = {
      "Replaces keys while the server serves.",
      "root: a new root key wraps every key of the service; the old one is destroyed after the time"
          + " of retired keys. signing: a new key signs the log; the old one signs beside it for 30"
          + " days, so that who trusts the old one can learn the new one. audit, commitment, staff:"
          + " what is written from now on is under new keys. data: everybody gets a new data key, and"
          + " their data is encrypted anew, which takes a while; entries of the log stay under the"
          + " keys of their time. What wraps the keys of people is replaced by clef keys epoch.",
      "A rotation of data keys goes on when this command is interrupted."
    })
final class RotateCommand implements Callable<Integer> {

  /** What can be replaced. */
  enum Key {
    ROOT,
    AUDIT,
    COMMITMENT,
    STAFF,
    DATA,
    SIGNING
  }

  @Parameters(paramLabel = "KEY", description = "root, signing, audit, commitment, staff or data.")
  private @Nullable Key key;

  @Option(
      names = "--destroy-retired",
      description = "Then destroy retired keys at once instead of after their time.")
  private boolean destroyRetired;

  @Mixin private ServerOptions options = new ServerOptions();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    OperatorApi server = options.open();
    server.post(
        KeysStatus.ROTATIONS,
        Map.of("key", Objects.requireNonNull(key).name().toLowerCase(Locale.ROOT)));
    if (destroyRetired) {
      server.post(KeysStatus.PATH + "/retired/destroy", Map.of());
    }
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    boolean whole = key != Key.DATA || everybody(server, new Waiting(line.getErr()));
    KeysStatus.print(line.getOut(), server);
    return whole ? Main.OK : Main.FAILED;
  }

  /** Waits until everybody has a new data key; false when the keys of some do not open. */
  private static boolean everybody(OperatorApi server, Waiting waiting) throws IOException {
    while (true) {
      JsonNode state = server.get(KeysStatus.ROTATIONS).path("data_keys");
      if (state.hasNonNull("finished_at")) {
        return state.path("damaged").asLong() == 0;
      }
      waiting.show(KeysStatus.dataKeys(state));
      waiting.pause();
    }
  }
}
