package dev.clef.cli;

import java.io.IOException;
import java.nio.file.Path;
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

/** {@code clef client keys}: other public keys in the place of those an application signs with. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = {
      "Replaces the public keys an application signs with, all of them, or where they are fetched"
          + " from; those before are good no more at once.",
      "To change keys without a gap, give the old and the new ones first, and later the new ones"
          + " alone."
    })
final class ClientKeysCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "CLIENT-ID",
      description = "The application, as clef client list says.")
  private String clientId = "";

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      arity = "0..1",
      description = "Its public keys as a JSON Web Key Set (ES256, EdDSA, PS256 or RS256).")
  private @Nullable Path jwks;

  @Option(
      names = "--jwks-uri",
      paramLabel = "URL",
      description = "Instead of a file: they are fetched from there.")
  private @Nullable String jwksUri;

  @Mixin private ServerOptions server = new ServerOptions();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    CommandLine.Model.CommandSpec me = Objects.requireNonNull(spec);
    if ((jwks == null) == (jwksUri == null)) {
      throw new CommandLine.ParameterException(
          me.commandLine(), "Give FILE or --jwks-uri, one of the two.");
    }
    Map<String, Object> keys =
        jwks != null
            ? Map.of("jwks", ClientAddCommand.keys(jwks))
            : Map.of("jwks_uri", Objects.requireNonNull(jwksUri));
    OperatorApi api = server.open();
    JsonNode client =
        ClientCommand.about(clientId, () -> api.put(ClientCommand.path(clientId) + "/keys", keys));
    ClientCommand.print(
        me.commandLine().getOut(), Json.MAPPER.createObjectNode().set("client", client));
    return Main.OK;
  }
}
