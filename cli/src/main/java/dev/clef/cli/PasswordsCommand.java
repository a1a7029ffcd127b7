package dev.clef.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code clef passwords}: filters of stolen passwords. */
@Command(
    name = "passwords",
    mixinStandardHelpOptions = true,
    description = {
      "Builds and asks filters of stolen or common passwords. Works without a server and without a"
          + " network.",
      "A server whose setting clef.passwords.filter names such a file refuses what is in it."
    },
    subcommands = {
      PasswordsBuildCommand.class,
      PasswordsCheckCommand.class,
      PasswordsInfoCommand.class
    })
final class PasswordsCommand implements Runnable {

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "Say what to do: build, check or info");
    }
  }
}
