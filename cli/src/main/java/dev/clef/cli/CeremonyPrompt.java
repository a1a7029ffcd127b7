package dev.clef.cli;

import dev.clef.ledger.MalformedException;
import java.io.PrintWriter;
import java.nio.CharBuffer;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks for shares at a terminal until there are enough. What is typed is not shown.
 *
 * @param ask shows a prompt and gives the line typed after it, null at the end of the input
 * @param say where a share was refused, and why
 */
record CeremonyPrompt(Function<String, char @Nullable []> ask, PrintWriter say) {

  /** Room for a share and for what is typed around it. */
  private static final int MAX_CHARS = 1000;

  void fill(CeremonyShares shares) {
    while (shares.missing() > 0) {
      try {
        shares.add(next(shares.count() + 1, shares.count() + shares.missing()));
        say.println("  It is whole and belongs here. Taken so far: " + shares.names());
      } catch (MalformedException e) {
        say.println("  Not taken: " + e.getMessage() + ".");
      }
      say.flush();
    }
  }

  /** One share, on one line or row by row; rows that are pasted together come in one by one. */
  private Codex32 next(int number, int of) {
    char[] typed = new char[MAX_CHARS];
    int length = 0;
    try {
      int count = 0;
      while (count < CeremonyShare.LENGTH) {
        char[] line = line(prompt(number, of, count));
        try {
          boolean nothing = characters(CharBuffer.wrap(line)) == 0;
          if (nothing && count == 0) {
            continue;
          }
          if (nothing || length + line.length > typed.length) {
            break;
          }
          System.arraycopy(line, 0, typed, length, line.length);
          length += line.length;
        } finally {
          Arrays.fill(line, '\0');
        }
        count = characters(CharBuffer.wrap(typed, 0, length));
      }
      return CeremonyShare.parse(CharBuffer.wrap(typed, 0, length));
    } finally {
      Arrays.fill(typed, '\0');
    }
  }

  private static String prompt(int number, int of, int count) {
    return count == 0
        ? "Share %d of %d, in one line or row by row (not shown): ".formatted(number, of)
        : "  %d of %d characters; the next row, or nothing to begin this share again: "
            .formatted(count, CeremonyShare.LENGTH);
  }

  private char[] line(String prompt) {
    char[] line = ask.apply(prompt);
    if (line == null) {
      throw CliException.failed("nothing was joined: shares are missing");
    }
    return line;
  }

  private static int characters(CharSequence typed) {
    int count = 0;
    for (int i = 0; i < typed.length(); i++) {
      if (CeremonyShare.counts(typed.charAt(i))) {
        count++;
      }
    }
    return count;
  }
}
