package dev.clef.cli;

import dev.clef.ledger.MalformedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code clef keys ceremony check}: looks at pages without joining them. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Says whether pages are whole and belong together. They are not joined.",
      "Without --of, pages belong together when they say so; with it, each is compared with what"
          + " was sealed."
    })
final class CeremonyCheckCommand implements Callable<Integer> {

  @Parameters(paramLabel = "SHARE-FILE", arity = "1..*", description = "Pages as files.")
  private List<Path> pages = new ArrayList<>();

  @Option(
      names = "--of",
      paramLabel = "FILE",
      description = "credentials.clef, or the folder it is in.")
  private Optional<Path> of = Optional.empty();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    Optional<CeremonyFile> file =
        of.isEmpty() ? Optional.empty() : Optional.of(CeremonyFile.read(of.get()));
    List<CeremonyPageReader> good = new ArrayList<>();
    try {
      for (Path page : pages) {
        look(page, file, good, line);
      }
      if (good.size() < pages.size()) {
        return Main.FAILED;
      }
      conclude(line.getOut(), good, file.isPresent());
      return Main.OK;
    } finally {
      good.forEach(page -> page.share().wipe());
    }
  }

  /** A page that is good is kept, one that is not is told. */
  private static void look(
      Path path, Optional<CeremonyFile> file, List<CeremonyPageReader> good, CommandLine line)
      throws IOException {
    try {
      CeremonyPageReader page = CeremonyPageReader.read(path);
      try {
        file.ifPresent(sealed -> mustBelong(page, sealed));
        mustBeside(page, good);
      } catch (MalformedException e) {
        page.share().wipe();
        throw e;
      }
      good.add(page);
      line.getOut()
          .printf(
              "%s: share %s of ceremony %s, whole%n",
              path,
              Character.toString(page.share().index()).toUpperCase(Locale.ROOT),
              page.share().identifier());
    } catch (MalformedException e) {
      line.getErr().println("clef: " + path + ": " + e.getMessage());
    }
  }

  private static void mustBelong(CeremonyPageReader page, CeremonyFile file) {
    file.header().mustHold(page.share());
    if (page.fingerprint().isPresent()
        && !page.fingerprint().get().equalsIgnoreCase(file.fingerprint())) {
      throw new MalformedException("the SHA-256 on it is not that of the file");
    }
  }

  private static void mustBeside(CeremonyPageReader page, List<CeremonyPageReader> good) {
    for (CeremonyPageReader other : good) {
      if (!page.share().isOfTheSameSplitAs(other.share())
          || (page.fingerprint().isPresent()
              && other.fingerprint().isPresent()
              && !page.fingerprint().get().equalsIgnoreCase(other.fingerprint().get()))) {
        throw new MalformedException("it belongs to another ceremony than the pages before it");
      }
      if (page.share().index() == other.share().index()) {
        throw new MalformedException("it is the same share as one before it");
      }
    }
  }

  private static void conclude(PrintWriter out, List<CeremonyPageReader> good, boolean compared) {
    int needed = good.getFirst().share().threshold();
    out.printf(
        "%s Any %d are needed; %s%n",
        compared ? "All belong to the file." : "As far as pages tell, they belong together.",
        needed,
        good.size() < needed ? "here are " + good.size() + "." : "these are enough.");
  }
}
