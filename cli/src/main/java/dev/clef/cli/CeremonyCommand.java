package dev.clef.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code clef keys ceremony}: the credentials of a hardware security module, k of n. */
@Command(
    name = "ceremony",
    mixinStandardHelpOptions = true,
    description = {
      "Splits the credentials of a hardware security module among people, so that some of them"
          + " together restore access and fewer can do nothing. Works without a server.",
      "Epoch keys are in no share: no ceremony brings back an epoch that was destroyed."
    },
    subcommands = {
      CeremonySplitCommand.class,
      CeremonyJoinCommand.class,
      CeremonyCheckCommand.class
    })
final class CeremonyCommand implements Runnable {

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "Say what to do: split, join or check");
    }
  }
}
