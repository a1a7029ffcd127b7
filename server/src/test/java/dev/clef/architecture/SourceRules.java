package dev.clef.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the text of the sources must look like. Each method names the files that do not. */
final class SourceRules {

  private static final int MAX_LINES = 400;
  private static final Pattern TAG = Pattern.compile("<(?:\"[^\"]*\"|[^\">])*>");
  private static final Pattern PUT_IN = Pattern.compile("th:(?:replace|insert)=");
  private static final Pattern CONDITION = Pattern.compile("th:(?:if|unless)=");

  private SourceRules() {}

  /** The main source trees of a reactor. */
  static List<Path> mainTrees(Path reactor) {
    try (Stream<Path> modules = Files.list(reactor)) {
      return modules
          .map(module -> module.resolve("src/main/java"))
          .filter(Files::isDirectory)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> tooLong(Path tree) {
    return sources(tree).stream()
        .filter(file -> lines(file).size() > MAX_LINES)
        .map(file -> name(tree, file))
        .toList();
  }

  /** Suppressed warnings with no line comment beside or directly above them. */
  static List<String> unexplainedSuppressions(Path tree) {
    List<String> found = new ArrayList<>();
    for (Path file : sources(tree)) {
      List<String> lines = lines(file);
      for (int i = 0; i < lines.size(); i++) {
        boolean explained =
            lines.get(i).contains("//") || (i > 0 && lines.get(i - 1).strip().startsWith("//"));
        if (lines.get(i).contains("@SuppressWarnings") && !explained) {
          found.add(name(tree, file) + ":" + (i + 1));
        }
      }
    }
    return found;
  }

  /** Folders with sources and without a {@code @NullMarked} package description. */
  static List<String> packagesWithoutNullness(Path tree) {
    return sources(tree).stream()
        .filter(file -> !file.equals(tree.resolve("module-info.java")))
        .map(Path::getParent)
        .distinct()
        .filter(folder -> {
          Path info = folder.resolve("package-info.java");
          return !Files.exists(info) || !lines(info).contains("@NullMarked");
        })
        .map(folder -> name(tree, folder))
        .toList();
  }

  /** Templates with a tag that is replaced, or gets another into it, and has a condition. */
  static List<String> conditionsThatDoNothing(Path templates) {
    try (Stream<Path> files = Files.walk(templates)) {
      return files
          .filter(file -> file.toString().endsWith(".html"))
          .filter(file ->
              TAG.matcher(String.join("\n", lines(file)))
                  .results()
                  .map(MatchResult::group)
                  .anyMatch(tag -> PUT_IN.matcher(tag).find() && CONDITION.matcher(tag).find()))
          .map(file -> name(templates, file))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> sources(Path tree) {
    try (Stream<Path> files = Files.walk(tree)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path tree, Path file) {
    return tree.relativize(file).toString();
  }
}
