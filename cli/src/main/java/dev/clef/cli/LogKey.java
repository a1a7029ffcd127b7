package dev.clef.cli;

import dev.clef.ledger.LogSource;
import dev.clef.ledger.MalformedException;
import dev.clef.ledger.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The key a log is checked with.
 *
 * @param vouched true when the user named it; false when the evidence brought it along, which
 *     proves that the evidence is whole but not whose it is
 */
record LogKey(VerifierKey key, boolean vouched) {

  /** The name of the key in a mirrored folder. */
  static final String FILE = "log.vkey";

  /** The path of the key below the prefix of a log behind HTTP. */
  static final String PATH = "key";

  static final String WARNING =
      "warning: the key came with the evidence itself; this shows that it is whole, not whose it"
          + " is. Get the key from elsewhere and pass it by --key.";

  /** What {@code --key} says: a vkey or the file that holds one. */
  static LogKey named(String option) throws IOException {
    Path file = Path.of(option);
    String text = Files.isRegularFile(file) ? Files.readString(file) : option;
    return new LogKey(parse(text), true);
  }

  /** The key a source carries under this path. */
  static Optional<LogKey> carried(LogSource source, String path) throws IOException {
    return source
        .read(path)
        .map(bytes -> new LogKey(parse(new String(bytes, StandardCharsets.UTF_8)), false));
  }

  private static VerifierKey parse(String text) {
    try {
      return VerifierKey.parse(text.strip());
    } catch (MalformedException e) {
      throw CliException.failed("not a verifier key: " + e.getMessage());
    }
  }
}
