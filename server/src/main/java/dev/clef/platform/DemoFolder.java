package dev.clef.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The mark of a data folder that holds invented people: a file, written before anything else is.
 * Folders with the mark and folders without it refuse each other's way to start.
 */
public final class DemoFolder {

  private static final String FILE = "demo";
  private static final String LOCK = "clef.lock";

  private enum Mark {
    ABSENT,
    /** People are being invented, or were when the process ended. */
    UNFINISHED,
    READY
  }

  private final DataFolder folder;
  private final Path file;

  private DemoFolder(DataFolder folder) {
    this.folder = folder;
    this.file = folder.root().resolve(FILE);
  }

  public static DemoFolder of(DataFolder folder) {
    return new DemoFolder(folder);
  }

  /**
   * Lets only what belongs together start; marks an empty folder.
   *
   * @throws StartRefused when {@code demo} and the folder do not belong together, or when people
   *     were being invented here and the process was killed; nothing has changed then
   */
  void require(Demo demo) {
    switch (mark()) {
      case READY -> {
        if (!demo.on()) {
          throw notWithoutDemo();
        }
      }
      case UNFINISHED ->
          throw new StartRefused(
              "The invented people in %s were never finished: the start that made them was interrupted. Remove the folder and start again: rm -r %s"
                  .formatted(folder.root(), folder.root()));
      case ABSENT -> {
        if (demo.on()) {
          requireEmpty();
          write(Mark.UNFINISHED);
        }
      }
    }
  }

  /** Whether the people are still to be invented. */
  public boolean isUnfinished() {
    return mark() == Mark.UNFINISHED;
  }

  /** All people are there: from now on the folder may be started again. */
  public void finish() {
    write(Mark.READY);
  }

  private StartRefused notWithoutDemo() {
    return new StartRefused(
        "The data folder %s holds invented people and starts with --demo only. For real ones, choose another folder with --data."
            .formatted(folder.root()));
  }

  private void requireEmpty() {
    try (Stream<Path> entries = Files.list(folder.root())) {
      if (entries.anyMatch(entry -> !entry.endsWith(LOCK))) {
        throw new StartRefused(
            "The data folder %s was not made with --demo; invented people and real ones never mix. Choose a new folder with --data."
                .formatted(folder.root()));
      }
    } catch (IOException e) {
      throw new StartRefused("The data folder " + folder.root() + " cannot be read.", e);
    }
  }

  private Mark mark() {
    try {
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return Mark.ABSENT;
      }
      return Files.readString(file).startsWith(Mark.READY.name()) ? Mark.READY : Mark.UNFINISHED;
    } catch (IOException e) {
      throw new StartRefused("The file " + file + " cannot be read.", e);
    }
  }

  private void write(Mark mark) {
    folder.write(file, (mark + "\n").getBytes(StandardCharsets.US_ASCII));
  }
}
