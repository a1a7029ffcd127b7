package dev.clef.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Identifiers of people in a file: one a line, in the 36 characters of RFC 9562; empty lines and
 * what follows a {@code #} do not count.
 */
final class PeopleFile {

  private static final int UUID_CHARS = 36;

  private PeopleFile() {}

  /**
   * The people of a file, each once, in its order.
   *
   * @throws CliException with the line of the first that is none
   */
  static List<UUID> read(Path file) throws IOException {
    Set<UUID> people = new LinkedHashSet<>();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        int comment = line.indexOf('#');
        String text = (comment < 0 ? line : line.substring(0, comment)).strip();
        if (!text.isEmpty()) {
          people.add(parse(text, number));
        }
      }
    }
    return List.copyOf(people);
  }

  /** The JDK takes shorter texts for identifiers too. */
  private static UUID parse(String text, int line) {
    try {
      if (text.length() == UUID_CHARS) {
        return UUID.fromString(text);
      }
    } catch (IllegalArgumentException e) {
      // Told below, like a text of the wrong length.
    }
    throw CliException.environment(
        "line " + line + " is no identifier of a person; nobody was erased");
  }
}
