package dev.clef.cli;

import dev.clef.blocklist.FilterInfo;
import dev.clef.blocklist.PasswordFilter;
import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code clef passwords check}: asks a filter about one password. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Says whether a password is in a filter: yes (exit code 1) or no (0); 3 when it cannot tell.",
      "Reads it from the terminal, where it is not shown, or the first line of standard input; it"
          + " is never an argument, which other users could see."
    })
final class PasswordsCheckCommand implements Callable<Integer> {

  private static final int MAX_BYTES = 4096;

  @Parameters(paramLabel = "FILE", description = "The filter.")
  private @Nullable Path file;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    try (PasswordFilter filter = PasswordsInfoCommand.open(Objects.requireNonNull(file))) {
      byte[] password = read();
      try {
        FilterInfo info = filter.info();
        if (filter.contains(password)) {
          out.printf(
              Locale.ROOT,
              "yes: it is among the %,d of \"%s\" (or one of the %.0f in a million that are taken"
                  + " for them)%n",
              info.count(),
              info.source(),
              info.falsePositiveRate() * 1e6);
          return Main.FAILED;
        }
        out.printf(
            Locale.ROOT, "no: it is not among the %,d of \"%s\"%n", info.count(), info.source());
        return Main.OK;
      } finally {
        Arrays.fill(password, (byte) 0);
      }
    }
  }

  private static byte[] read() throws IOException {
    Optional<Console> terminal = Terminal.attached();
    byte[] password = terminal.isPresent() ? typed(terminal.get()) : firstLine(System.in);
    if (password.length == 0) {
      throw CliException.environment("there was no password to check");
    }
    return password;
  }

  private static byte[] typed(Console terminal) {
    char[] typed = terminal.readPassword("Password (not shown): ");
    if (typed == null) {
      return new byte[0];
    }
    byte[] room = new byte[3 * typed.length];
    try {
      ByteBuffer bytes = ByteBuffer.wrap(room);
      StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(typed), bytes, true);
      return Arrays.copyOf(room, bytes.position());
    } finally {
      Arrays.fill(room, (byte) 0);
      Arrays.fill(typed, '\0');
    }
  }

  private static byte[] firstLine(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    while (next >= 0 && next != '\n') {
      if (line.size() == MAX_BYTES) {
        throw CliException.environment("a password has no more than " + MAX_BYTES + " bytes");
      }
      line.write(next);
      next = in.read();
    }
    byte[] bytes = line.toByteArray();
    return bytes.length > 0 && bytes[bytes.length - 1] == '\r'
        ? Arrays.copyOf(bytes, bytes.length - 1)
        : bytes;
  }
}
