package dev.clef.cli;

import dev.clef.blocklist.FilterInfo;
import dev.clef.blocklist.PasswordFilterBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code clef passwords build}: makes a filter of a list. */
@Command(
    name = "build",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a filter of a list: SHA-1 digests in hexadecimal, one a line, with \":\" and a count"
          + " or without (the list of Have I Been Pwned), or words with --plain.",
      "In any order, also packed with gzip. 2.3 bytes a password; takes 8 bytes a password beside"
          + " FILE while it works, and little memory."
    })
final class PasswordsBuildCommand implements Callable<Integer> {

  @Option(names = "--from", required = true, paramLabel = "LIST", description = "The list.")
  private @Nullable Path from;

  @Option(
      names = "--plain",
      description = "The list has passwords in UTF-8, one a line, and not their digests.")
  private boolean plain;

  @Option(
      names = "--min-count",
      paramLabel = "N",
      defaultValue = "1",
      description = "Leave out what was seen less often (1).")
  private long minimumCount;

  @Option(
      names = "--skip-bad",
      description = "Leave out lines that cannot be read, instead of stopping at the first.")
  private boolean skipBad;

  @Option(
      names = "--label",
      paramLabel = "TEXT",
      description = "What the filter calls its list; the name of the file otherwise.")
  private Optional<String> label = Optional.empty();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FILE",
      description = "The filter to make; it is there whole or not at all.")
  private @Nullable Path to;

  @Option(
      names = "--replace",
      description = "FILE may be there: it is replaced at once, under a running server too.")
  private boolean replace;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    Path list = Objects.requireNonNull(from);
    Path file = Objects.requireNonNull(to);
    checkOptions(line, list, file);
    PasswordList.Counts counts;
    FilterInfo info;
    try (PasswordFilterBuilder builder = new PasswordFilterBuilder(file)) {
      if (!replace) {
        builder.replaceNothing();
      }
      counts = read(list, builder, line.getErr());
      if (counts.taken() == 0) {
        throw CliException.failed(list + " has no password for a filter; no file was made");
      }
      String source = label.orElse(String.valueOf(list.getFileName()));
      ImportProgress progress = ImportProgress.on(line.getErr(), counts.taken());
      progress.begin(0, 0);
      info =
          builder.write(
              source,
              minimumCount,
              Clock.systemUTC().instant(),
              written -> progress.at(written, written));
      progress.end();
    }
    print(line.getOut(), file, counts, info);
    return Main.OK;
  }

  private void checkOptions(CommandLine line, Path list, Path file) {
    if (minimumCount < 1) {
      throw new CommandLine.ParameterException(line, "--min-count begins at 1");
    }
    if (plain && minimumCount > 1) {
      throw new CommandLine.ParameterException(
          line, "words with --plain have no count; leave out --min-count");
    }
    if (Files.isDirectory(list)) {
      throw CliException.environment(list + " is a folder");
    }
    if (!replace) {
      OwnFile.mustBeAbsent(file);
    }
  }

  private PasswordList.Counts read(Path list, PasswordFilterBuilder builder, PrintWriter err)
      throws IOException {
    PasswordList.Form form = plain ? PasswordList.Form.PLAIN : PasswordList.Form.SHA1;
    try (PasswordList reader = PasswordList.open(list, form, minimumCount, skipBad)) {
      ImportProgress progress = ImportProgress.on(err, reader.bytes());
      progress.begin(0, 0);
      PasswordList.Counts counts = reader.readAll(builder, progress::at);
      progress.end();
      return counts;
    } catch (PasswordList.BadLineException bad) {
      throw CliException.failed(
          "%s, line %,d: %s; no file was made. --skip-bad leaves such lines out"
              .formatted(list, bad.line(), bad.getMessage()));
    }
  }

  private static void print(
      PrintWriter out, Path file, PasswordList.Counts counts, FilterInfo info) {
    out.printf(
        Locale.ROOT,
        "%s: %,d passwords in %,d bytes (%.2f each).%n",
        file,
        info.count(),
        info.fileBytes(),
        info.fileBytes() / (double) info.count());
    if (counts.rare() > 0) {
      out.printf(Locale.ROOT, "Left out, because they were seen too seldom: %,d.%n", counts.rare());
    }
    if (counts.bad() > 0) {
      out.printf(
          Locale.ROOT,
          "Left out, because they cannot be read: %,d lines, the first of them line %,d.%n",
          counts.bad(),
          counts.firstBad());
    }
  }
}
