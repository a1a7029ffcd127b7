package dev.clef.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code clef client list}: who may use the provider. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Shows the applications, by name.")
final class ClientListCommand implements Callable<Integer> {

  @Mixin private CatalogueOptions options = new CatalogueOptions();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    return options.show(
        ClientCommand.PATH,
        Objects.requireNonNull(spec).commandLine().getOut(),
        ClientListCommand::print);
  }

  private static void print(PrintWriter out, JsonNode answer) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("CLIENT ID", "NAME", "KIND", "ASKS", "SCOPES", "REDIRECTS"));
    for (JsonNode client : answer.path("clients")) {
      rows.add(
          List.of(
              client.path("client_id").asString(""),
              client.path("name").asString(""),
              client.path("kind").asString(""),
              client.path("asks").asBoolean(true) ? "yes" : "no",
              orDash(ClientCommand.words(client.path("scopes"))),
              orDash(ClientCommand.words(client.path("redirect_uris")))));
    }
    if (rows.size() == 1) {
      out.println("There are none. clef client add adds one.");
    } else {
      Columns.print(out, rows);
    }
  }

  private static String orDash(String text) {
    return text.isEmpty() ? "-" : text;
  }
}
