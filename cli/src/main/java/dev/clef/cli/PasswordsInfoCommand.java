package dev.clef.cli;

import dev.clef.blocklist.FilterInfo;
import dev.clef.blocklist.PasswordFilter;
import dev.clef.blocklist.UnusableFilterException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code clef passwords info}: what a filter says of itself, when it is whole. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    description = "Checks that a filter is whole, and says what it holds.")
final class PasswordsInfoCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "The filter.")
  private @Nullable Path file;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    try (PasswordFilter filter = open(Objects.requireNonNull(file))) {
      FilterInfo info = filter.info();
      Columns.print(
          Objects.requireNonNull(spec).commandLine().getOut(),
          List.of(
              List.of("passwords", number(info.count())),
              List.of("source", info.source()),
              List.of("made", info.madeAt().toString()),
              List.of("minimum count", number(info.minimumCount())),
              List.of(
                  "false positives",
                  String.format(Locale.ROOT, "1 in %,d", Math.round(1 / info.falsePositiveRate()))),
              List.of("bytes", number(info.fileBytes())),
              List.of("checksum", info.sha256())));
    }
    return Main.OK;
  }

  /**
   * Opens a filter.
   *
   * @throws CliException when it is none, or not whole
   */
  static PasswordFilter open(Path file) throws IOException {
    try {
      return PasswordFilter.open(file);
    } catch (UnusableFilterException e) {
      throw CliException.environment(file + " cannot be used: " + e.getMessage());
    }
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
