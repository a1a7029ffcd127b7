package dev.clef.cli;

import dev.clef.ledger.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page as it is read again, also when somebody typed it off or wrote the share alone.
 *
 * @param share to be wiped by whoever asked
 * @param fingerprint of {@code credentials.clef}, where the page still has it
 */
record CeremonyPageReader(Codex32 share, Optional<String> fingerprint) {

  private static final int MAX_BYTES = 32 << 10;

  /** From a line that begins with clef 1 to the next empty one. */
  private static final Pattern SHARE =
      Pattern.compile(
          "^[ \\t]*clef[ \\t-]*1[^\\n]*(?:\\n(?![ \\t\\r]*$)[^\\n]+)*",
          Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  private static final Pattern FINGERPRINT =
      Pattern.compile(
          "^SHA-256 OF credentials\\.clef\\s+((?:[0-9a-f]{8}\\s+){8})",
          Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  /**
   * Reads a file with a share.
   *
   * @throws MalformedException when there is none in it, or it is not whole; names no file
   * @throws IOException when it cannot be read
   */
  static CeremonyPageReader read(Path file) throws IOException {
    byte[] bytes = OwnFile.read(file, MAX_BYTES);
    CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
    try {
      Matcher share = SHARE.matcher(text);
      if (!share.find()) {
        throw new MalformedException("there is no share in it: no line begins with clef 1");
      }
      int from = share.start();
      int to = share.end();
      if (share.find()) {
        throw new MalformedException("there is more than one share in it");
      }
      Matcher fingerprint = FINGERPRINT.matcher(text);
      return new CeremonyPageReader(
          CeremonyShare.parse(text.subSequence(from, to)),
          fingerprint.find()
              ? Optional.of(fingerprint.group(1).replaceAll("\\s", ""))
              : Optional.empty());
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(text.array(), '\0');
    }
  }

  /** The same for a command that cannot go on without it. */
  static Codex32 share(Path file) throws IOException {
    try {
      return read(file).share();
    } catch (MalformedException e) {
      throw CliException.failed(file + ": " + e.getMessage());
    }
  }
}
