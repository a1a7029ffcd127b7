package dev.clef.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code clef import keycloak}: streams a realm export to a running server. */
@Command(
    name = "keycloak",
    mixinStandardHelpOptions = true,
    description = {
      "Imports the users of a Keycloak realm export, with their passwords and codes.",
      "Run it again at will: what is there stays, what changed is renewed, and an import that was"
          + " interrupted goes on where it stopped. Users in files of their own (REALM-users-0.json"
          + " and so on) are imported file by file."
    })
final class KeycloakCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "The export, as Keycloak wrote it.")
  private Path file = Path.of("");

  @Mixin private ImportOptions options = new ImportOptions();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    options.check();
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    if (Files.isDirectory(file)) {
      throw new ParameterException(
          line,
          file
              + " is a folder: import its files that hold users one by one, for example"
              + " for f in "
              + file
              + "/*-users-*.json; do clef import keycloak \"$f\"; done");
    }
    return options.run(() -> KeycloakFile.read(file));
  }
}
