package dev.clef.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.modulith.core.ApplicationModules;

/** The page about the modules, drawn from the code. */
public final class ModuleDiagram {

  /** The text of a package description up to its first paragraph's end. */
  private static final Pattern FIRST_PARAGRAPH =
      Pattern.compile("\\A/\\*\\*(.*?)(?:<p>|\\*/)", Pattern.DOTALL);

  /** Modules of the reactor by themselves. */
  private static final Set<String> LIBRARIES = Set.of("ledger", "blocklist");

  private ModuleDiagram() {}

  /** The page as Markdown with a Mermaid diagram; {@code reactor} is the root of the sources. */
  public static String of(ApplicationModules modules, Path reactor) {
    ModuleGraph graph = ModuleGraph.of(modules);
    List<String> order = graph.order().orElseThrow().reversed();
    StringBuilder page =
        new StringBuilder(
            """
            # The modules of the server

            Written by `ModulesTest` from the code; do not edit. An arrow means "uses"; arrows that follow from others are left
            out of the picture and stand in the table.

            ```mermaid
            flowchart TD
            """);
    for (String module : order) {
      graph.reduced(module).forEach(used -> page.append("  " + module + " --> " + used + "\n"));
    }
    page.append("```\n\n| module | what it is | uses |\n|---|---|---|\n");
    for (String module : order) {
      String uses = String.join(", ", graph.uses().getOrDefault(module, Set.of()));
      page.append(
          "| `"
              + module
              + "` | "
              + what(packageInfo(reactor, module))
              + " | "
              + (uses.isEmpty() ? "–" : uses)
              + " |\n");
    }
    return page.toString();
  }

  private static Path packageInfo(Path reactor, String module) {
    String library = LIBRARIES.contains(module) ? module : "server";
    return reactor.resolve(library + "/src/main/java/dev/clef/" + module + "/package-info.java");
  }

  private static String what(Path packageInfo) {
    try {
      Matcher paragraph = FIRST_PARAGRAPH.matcher(Files.readString(packageInfo));
      if (!paragraph.find()) {
        throw new IllegalStateException(packageInfo + " describes nothing");
      }
      String text =
          paragraph.group(1).replaceAll("\\s*\\n \\*\\s*", " ").replaceAll("[ *]+$", "").strip();
      return text.replaceAll("\\{@code ([^}]*)}", "`$1`").replace("|", "\\|");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
