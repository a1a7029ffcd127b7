package dev.clef.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code clef keys ceremony split}: seals a file and makes the pages for those who hold shares. */
@Command(
    name = "split",
    mixinStandardHelpOptions = true,
    description = {
      "Seals the credentials in FILE under a fresh key (AES-256-GCM) and splits that key into"
          + " shares (codex32, BIP-93), a page to print for each holder.",
      "FILE is yours alone (chmod 600) and is not changed. Nothing is overwritten."
    })
final class CeremonySplitCommand implements Callable<Integer> {

  private static final int MAX_NAME_CHARS = 56;

  @Parameters(
      paramLabel = "FILE",
      description = "The credentials, any text or bytes, at most 64 KB.")
  private @Nullable Path file;

  @Option(
      names = "--shares",
      required = true,
      paramLabel = "N",
      description = "How many shares to make, at most 31.")
  private int shares;

  @Option(
      names = "--threshold",
      required = true,
      paramLabel = "K",
      description = "How many of them open it, 2 to 9.")
  private int threshold;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder to make for credentials.clef and the pages.")
  private @Nullable Path out;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The holder of a share; once for every share, or not at all.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--deployment",
      paramLabel = "TEXT",
      defaultValue = "Clef",
      description = "What the pages call the deployment (default: Clef).")
  private String deployment = "";

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    checkOptions(line);
    Path folder = Objects.requireNonNull(out);
    OwnFile.mustBeAbsent(folder);
    byte[] secret = OwnFile.readSecret(Objects.requireNonNull(file), CeremonyFile.MAX_SECRET_BYTES);
    try {
      CeremonySplit split =
          new CeremonySplit(
              shares,
              threshold,
              deployment,
              names,
              LocalDate.now(Clock.systemUTC()),
              new SecureRandom());
      tell(line.getOut(), split.into(folder, secret), folder);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
    return Main.OK;
  }

  private void checkOptions(CommandLine line) {
    if (threshold < 2 || threshold > 9) {
      throw new ParameterException(line, "--threshold is 2 to 9");
    }
    if (shares < threshold || shares > CeremonyShare.INDEXES.length()) {
      throw new ParameterException(line, "--shares is at least the threshold and at most 31");
    }
    if (!names.isEmpty() && names.size() != shares) {
      throw new ParameterException(
          line, "--name is given once for every share (" + shares + ") or not at all");
    }
    names.forEach(name -> checkName(line, "--name", name));
    checkName(line, "--deployment", deployment);
  }

  /** It has to stay on its line of the page. */
  private static void checkName(CommandLine line, String option, String name) {
    if (name.isBlank()
        || name.length() > MAX_NAME_CHARS
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new ParameterException(
          line, option + " is one line of at most " + MAX_NAME_CHARS + " characters");
    }
  }

  private void tell(PrintWriter to, CeremonyFile made, Path folder) {
    to.printf(
        "Ceremony %s: %d shares were made, any %d of them open credentials.clef.%n",
        made.header().identifier(), shares, threshold);
    to.printf("Every page was read again, and every share was tried.%n%n");
    to.printf("  %s%n", folder.resolve(CeremonyFile.NAME));
    to.printf("      SHA-256 %s%n", made.fingerprint());
    int holder = 0;
    for (char index : made.header().hashes().keySet()) {
      String name = names.isEmpty() ? "" : "  " + names.get(holder++);
      to.printf("  %s%s%n", CeremonySplit.page(folder, index), name);
    }
    to.printf("%nNow:%n");
    to.printf("  1. Print each page and give each to one person, who keeps it apart.%n");
    to.printf(
        "  2. Rehearse, typing %d of them from paper, before anything is destroyed:%n", threshold);
    to.printf("         clef keys ceremony join %s --out REHEARSED%n", folder);
    to.printf("  3. Put credentials.clef beside the backups, more than one copy. It is%n");
    to.printf("     worthless without %d shares, and they are without it.%n", threshold);
    to.printf("  4. Destroy %s, what was rehearsed, and every share-*.txt in %s.%n", file, folder);
  }
}
