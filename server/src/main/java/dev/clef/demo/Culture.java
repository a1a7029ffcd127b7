package dev.clef.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Names that go together. */
record Culture(String id, List<Name> given, List<Name> family) {

  static Map<String, Culture> all() {
    return rows("names.txt").stream()
        .map(row -> new Culture(row.get(0), names(row.get(1)), names(row.get(2))))
        .collect(Collectors.toMap(Culture::id, Function.identity()));
  }

  private static List<Name> names(String column) {
    return Arrays.stream(column.split(" ", -1)).map(Name::parse).toList();
  }

  /** The rows of a resource: columns between bars, comments after a hash. */
  static List<List<String>> rows(String resource) {
    try (InputStream in = Culture.class.getResourceAsStream("/demo/" + resource)) {
      if (in == null) {
        throw new IllegalStateException("the resource demo/" + resource + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
