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
          + " keys of their time. index: people are found by what they call themselves under new keys,"
          + " which takes a while, too. What wraps the keys of people is replaced by clef keys epoch.",
      "A rotation of data or index keys goes on when this command is interrupted."
    })
final class RotateCommand implements Callable<Integer> {

  private static final String DESTROY = KeysStatus.PATH + "/retired/destroy";

  /** What can be replaced. */
  enum Key {
    ROOT,
    AUDIT,
    COMMITMENT,
    STAFF,
    DATA,
    INDEX,
    SIGNING
  }

  @Parameters(
      paramLabel = "KEY",
      description = "root, signing, audit, commitment, staff, data or index.")
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
    Key wanted = Objects.requireNonNull(key);
    server.post(KeysStatus.ROTATIONS, Map.of("key", wanted.name().toLowerCase(Locale.ROOT)));
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    Waiting waiting = new Waiting(line.getErr());
    boolean whole =
        switch (wanted) {
          case DATA -> everybody(server, waiting);
          case INDEX -> everybodyFound(server, waiting);
          case ROOT, AUDIT, COMMITMENT, STAFF, SIGNING -> true;
        };
    if (destroyRetired && whole) {
      destroy(server, waiting);
    }
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

  /**
   * Waits until everybody is found under the new keys; false when the names of some do not open.
   */
  private static boolean everybodyFound(OperatorApi server, Waiting waiting) throws IOException {
    while (true) {
      JsonNode state = server.get(KeysStatus.ROTATIONS).path("index_keys");
      if (state.hasNonNull("finished_at")) {
        return true;
      }
      // In the first pass also people are left who are just being registered or erased.
      if (state.path("passes").asInt() > 1) {
        return false;
      }
      waiting.show(KeysStatus.indexKeys(state));
      waiting.pause();
    }
  }

  /** Index keys are destroyed a few seconds after nobody is found by them any more. */
  private void destroy(OperatorApi server, Waiting waiting) throws IOException {
    server.post(DESTROY, Map.of());
    while (key == Key.INDEX
        && !server.get(KeysStatus.ROTATIONS).path("index_keys").hasNonNull("destroyed_at")) {
      waiting.show("The keys before are destroyed");
      waiting.pause();
      server.post(DESTROY, Map.of());
    }
  }
}
