package dev.clef.cli;

import dev.clef.ledger.MalformedException;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code clef keys ceremony join}: opens the credentials with as many shares as are needed. */
@Command(
    name = "join",
    mixinStandardHelpOptions = true,
    description = {
      "Asks for shares at the terminal until there are enough, and opens the credentials.",
      "Nothing that is typed is shown; case, blanks and hyphens do not count; a share may be typed"
          + " row by row."
    })
final class CeremonyJoinCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "credentials.clef, or the folder it is in.")
  private @Nullable Path file;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The file to make for the credentials; never one that is there.")
  private @Nullable Path out;

  @Option(
      names = "--share-file",
      paramLabel = "FILE",
      description = "A page as a file, instead of typing it; may be repeated.")
  private List<Path> shareFiles = new ArrayList<>();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    Path into = Objects.requireNonNull(out);
    OwnFile.mustBeAbsent(into);
    CeremonyFile sealed = CeremonyFile.read(Objects.requireNonNull(file));
    try (CeremonyShares shares = new CeremonyShares(sealed)) {
      takeFiles(shares);
      if (shares.missing() > 0) {
        takeTyped(line, shares);
      }
      byte[] secret = open(shares);
      try {
        OwnFile.write(into, secret);
      } finally {
        Arrays.fill(secret, (byte) 0);
      }
      line.getOut()
          .printf(
              "The credentials are in %s, by the shares %s of ceremony %s.%n"
                  + "Destroy the file as soon as they have been used.%n",
              into, shares.names(), sealed.header().identifier());
    }
    return Main.OK;
  }

  private void takeFiles(CeremonyShares shares) throws IOException {
    for (Path page : shareFiles) {
      if (shares.missing() == 0) {
        return;
      }
      Codex32 share = CeremonyPageReader.share(page);
      try {
        shares.add(share);
      } catch (MalformedException e) {
        throw CliException.failed(page + ": " + e.getMessage());
      }
    }
  }

  private static void takeTyped(CommandLine line, CeremonyShares shares) {
    Optional<Console> terminal = Terminal.attached();
    if (terminal.isEmpty()) {
      throw CliException.failed(
          "nothing was joined: shares are missing (%d), and there is no terminal to ask at"
              .formatted(shares.missing()));
    }
    new CeremonyPrompt(prompt -> terminal.get().readPassword("%s", prompt), line.getErr())
        .fill(shares);
  }

  private byte[] open(CeremonyShares shares) {
    try {
      return shares.open();
    } catch (MalformedException e) {
      throw CliException.failed(file + ": " + e.getMessage());
    }
  }
}
