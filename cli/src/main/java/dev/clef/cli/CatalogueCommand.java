package dev.clef.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code clef catalogue}: every kind of personal data a server may hold. */
@Command(
    name = "catalogue",
    mixinStandardHelpOptions = true,
    description = {
      "Shows every kind of personal data: what for, on what basis, how long, who reads it.",
      "clef catalogue unread shows what nobody reads. --json tells where it is stored as well."
    },
    subcommands = {UnreadCommand.class})
final class CatalogueCommand implements Callable<Integer> {

  static final String PATH = "api/v1/catalogue";

  @Mixin private CatalogueOptions options = new CatalogueOptions();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    return options.show(
        PATH, Objects.requireNonNull(spec).commandLine().getOut(), CatalogueCommand::print);
  }

  private static void print(PrintWriter out, JsonNode catalogue) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "DATA",
            "ABOUT",
            "CATEGORY",
            "SENSITIVITY",
            "PURPOSE",
            "BASIS",
            "KEPT",
            "READ BY",
            "LAWS"));
    for (JsonNode datum : catalogue.path("data")) {
      rows.add(
          List.of(
              text(datum, "name"),
              text(datum, "about"),
              text(datum, "category"),
              text(datum, "sensitivity"),
              text(datum, "purpose"),
              text(datum, "basis"),
              text(datum, "retention"),
              list(datum.path("readers")),
              list(datum.path("special"))));
    }
    Columns.print(out, rows);
  }

  static String text(JsonNode object, String name) {
    return object.path(name).asString("");
  }

  private static String list(JsonNode words) {
    String all =
        words.valueStream().map(word -> word.asString("")).collect(Collectors.joining(", "));
    return all.isEmpty() ? "-" : all;
  }
}
