package dev.clef.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code clef import}: brings a user base in; one subcommand for each system it comes from. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = "Brings the people of another system in.",
    subcommands = {KeycloakCommand.class, CsvCommand.class})
final class ImportCommand implements Runnable {

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "Say from where: keycloak or csv");
    }
  }
}
