package dev.clef.cli;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code clef keys}: how the keys of a server stand. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = {
      "Shows who holds the keys, the epochs, and the change under way.",
      "clef keys epoch begins the next epoch, clef keys rotate replaces other keys, clef"
          + " keys ceremony splits the credentials of a hardware security module."
    },
    subcommands = {EpochCommand.class, RotateCommand.class, CeremonyCommand.class})
final class KeysCommand implements Callable<Integer> {

  @Mixin private ServerOptions options = new ServerOptions();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    KeysStatus.print(Objects.requireNonNull(spec).commandLine().getOut(), options.open());
    return Main.OK;
  }
}
