package dev.clef.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.function.BiConsumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Which server the catalogue is of, and how it is shown. */
final class CatalogueOptions {

  @Option(names = "--json", description = "The answer of the server instead of a table.")
  private boolean json;

  @Mixin private ServerOptions server = new ServerOptions();

  /** Asks the server and prints the answer, as it is or by {@code table}. */
  int show(String path, PrintWriter out, BiConsumer<PrintWriter, JsonNode> table)
      throws IOException {
    JsonNode answer = server.open().get(path);
    if (json) {
      out.println(answer.toPrettyString());
    } else {
      table.accept(out, answer);
    }
    return Main.OK;
  }
}
