package dev.clef.cli;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code clef client secret}: a new secret in the place of the old one. */
@Command(
    name = "secret",
    mixinStandardHelpOptions = true,
    description = "Makes a new secret for an application; the old one is good no more at once.")
final class ClientSecretCommand implements Callable<Integer> {

  @Parameters(paramLabel = "CLIENT-ID", description = "The application, as clef client list says.")
  private String clientId = "";

  @Mixin private ServerOptions server = new ServerOptions();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    OperatorApi api = server.open();
    ClientCommand.print(
        Objects.requireNonNull(spec).commandLine().getOut(),
        ClientCommand.about(
            clientId, () -> api.post(ClientCommand.path(clientId) + "/secret", Map.of())));
    return Main.OK;
  }
}
