package dev.clef.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/** Why an import ended before its file did. */
sealed interface ImportStop {

  /** The exit code of the command. */
  int exitCode();

  /** What happened, without a word of the file. */
  String problem();

  /** One line for the operator: what happened, what stays, what to do. */
  default String sentence(ImportResult result) {
    return String.format(
        Locale.ROOT,
        "%s; %s; run the same command again to go on",
        problem(),
        result.dryRun()
            ? "nothing was changed"
            : String.format(Locale.ROOT, "the %,d records before are committed", result.records()));
  }

  /**
   * The file cannot be read from some place on.
   *
   * @param line counted from 1
   * @param column counted from 1, in bytes of JSON and characters of CSV
   * @param offsetBytes from the start of the file
   */
  record Malformed(String what, long line, long column, long offsetBytes) implements ImportStop {

    /**
     * The place, and never the message: it may quote the file.
     *
     * @throws UncheckedIOException when it was not the text but the reading that failed
     */
    static Malformed of(JacksonException e) {
      if (e.getCause() instanceof IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
      String what =
          switch (e) {
            case UnexpectedEndOfInputException end -> "the file ends in the middle";
            case StreamConstraintsException limit -> "a value is too large to be read";
            default -> "the file is not valid JSON";
          };
      return at(what, e.getLocation());
    }

    static Malformed at(String what, TokenStreamLocation place) {
      return new Malformed(what, place.getLineNr(), place.getColumnNr(), place.getByteOffset());
    }

    @Override
    public int exitCode() {
      return Main.FAILED;
    }

    @Override
    public String problem() {
      return what + " at line " + line + ", column " + column + " (byte " + offsetBytes + ")";
    }

    @Override
    public String sentence(ImportResult result) {
      return ImportStop.super
          .sentence(result)
          .replace("run the", "repair the file and run the")
          .replace(" to go on", "");
    }
  }

  /** The server went away, or did not take what it was sent. */
  record Refused(String problem, int exitCode) implements ImportStop {}
}
