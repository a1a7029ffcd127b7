package dev.clef.cli;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code clef client remove}: an application goes, with all it was granted. */
@Command(
    name = "remove",
    mixinStandardHelpOptions = true,
    description = "Removes an application with all its tokens and what people allowed it.")
final class ClientRemoveCommand implements Callable<Integer> {

  @Parameters(paramLabel = "CLIENT-ID", description = "The application, as clef client list says.")
  private String clientId = "";

  @Mixin private ServerOptions server = new ServerOptions();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    OperatorApi api = server.open();
    ClientCommand.about(
        clientId,
        () -> {
          api.delete(ClientCommand.path(clientId));
          return true;
        });
    Objects.requireNonNull(spec).commandLine().getOut().println("Removed " + clientId + ".");
    return Main.OK;
  }
}
