package dev.clef.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code clef log}: what can be done with a log as a whole. */
@Command(
    name = "log",
    mixinStandardHelpOptions = true,
    description = "Works with the transparency log.",
    subcommands = {ExportCommand.class})
final class LogCommand implements Runnable {

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do: export");
    }
  }
}
