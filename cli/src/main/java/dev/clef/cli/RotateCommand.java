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

/** {@code clef keys rotate}: replaces keys that are no person's. */
@Command(
    name = "rotate",
    mixinStandardHelpOptions = true,
    description = {
      "Replaces keys that are no person's, while the server serves.",
      "root: a new root key wraps every key of the service; the old one is destroyed after the time"
          + " of retired keys. signing: a new key signs the log; the old one signs beside it for 30"
          + " days, so that who trusts the old one can learn the new one. audit, commitment, staff:"
          + " what is written from now on is under new keys. The keys of people are wrapped anew by clef keys epoch."
    })
final class RotateCommand implements Callable<Integer> {

  /** What can be replaced. */
  enum Key {
    ROOT,
    AUDIT,
    COMMITMENT,
    STAFF,
    SIGNING
  }

  @Parameters(paramLabel = "KEY", description = "root, signing, audit, commitment or staff.")
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
    KeysStatus.print(Objects.requireNonNull(spec).commandLine().getOut(), server);
    return Main.OK;
  }
}
