package dev.clef.cli;

import static dev.clef.cli.CatalogueCommand.text;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code clef catalogue unread}: which fields nobody has read for long, and who reads the rest. */
@Command(
    name = "unread",
    mixinStandardHelpOptions = true,
    description = {
      "Shows who read which fields last, for what and how often, by the log of the server; those"
          + " that nobody has read for long first.",
      "What nobody reads need not be held. How long is long: clef.vault.unread-after of the server."
    })
final class UnreadCommand implements Callable<Integer> {

  @Mixin private CatalogueOptions options = new CatalogueOptions();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    return options.show(
        CatalogueCommand.PATH + "/unread",
        Objects.requireNonNull(spec).commandLine().getOut(),
        UnreadCommand::print);
  }

  private static void print(PrintWriter out, JsonNode report) {
    List<String> unread = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("FIELD", "LAST READ", "BY", "FOR", "TIMES"));
    for (JsonNode field : report.path("fields")) {
      if (field.path("unread").asBoolean()) {
        String last = text(field, "last_day");
        unread.add(text(field, "name") + (last.isEmpty() ? " (never)" : " (since " + last + ")"));
      }
      add(field, rows);
    }
    long days = report.path("unread_after_days").asLong();
    out.println(
        unread.isEmpty()
            ? "No field is unread for " + days + " days."
            : "Nobody has read for " + days + " days: " + String.join(", ", unread));
    long behind = report.path("behind").asLong();
    if (behind > 0) {
      out.printf(Locale.ROOT, "%,d entries of the log are not counted yet.%n", behind);
    }
    out.println();
    Columns.print(out, rows);
  }

  private static void add(JsonNode field, List<List<String>> rows) {
    if (field.path("read_by").isEmpty()) {
      rows.add(List.of(text(field, "name"), "never", "-", "-", "0"));
    }
    for (JsonNode read : field.path("read_by")) {
      rows.add(
          List.of(
              text(field, "name"),
              text(read, "last_day"),
              text(read, "reader"),
              text(read, "purpose"),
              Long.toString(read.path("count").asLong())));
    }
  }
}
