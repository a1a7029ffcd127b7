package dev.clef.identity.credentials;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Tables of what outlives the process. Columns by tab, a code point as in JavaScript: backslash, u,
 * braces.
 */
final class Golden {

  private static final Pattern ESCAPE = Pattern.compile("\\\\u\\{([0-9A-F]+)\\}");

  private Golden() {}

  /** The rows of a table, unescaped. */
  static List<List<String>> rows(String name) {
    try (InputStream file =
        Objects.requireNonNull(Golden.class.getResourceAsStream("/golden/credentials/" + name))) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> List.of(line.split("\t", -1)).stream().map(Golden::unescape).toList())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String unescape(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(found -> Character.toString(Integer.parseInt(found.group(1), 16)));
  }
}
