package dev.clef.cli;

import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Time-stamps in a mirrored folder: a token, and beside it what was stamped. */
record StampFolder(Path folder) implements StampSource {

  private static final Pattern TOKEN = Pattern.compile("([1-9][0-9]{0,17})\\.tsr");

  static Path token(Path folder, long size) {
    return folder.resolve("timestamps").resolve(size + ".tsr");
  }

  static Path text(Path folder, long size) {
    return folder.resolve("timestamps").resolve(size + ".txt");
  }

  @Override
  public void each(Checkpoint head, Visitor visitor) throws IOException {
    for (long size : sizes()) {
      Path text = text(folder, size);
      if (!Files.exists(text)) {
        throw new MalformedException("what the time-stamp of " + size + " is over is missing");
      }
      visitor.visit(
          new Stamp(size, Files.readString(text), Files.readAllBytes(token(folder, size))));
    }
  }

  private List<Long> sizes() throws IOException {
    Path stamps = folder.resolve("timestamps");
    if (!Files.isDirectory(stamps)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(stamps)) {
      return files
          .map(file -> TOKEN.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .map(name -> Long.valueOf(name.group(1)))
          .sorted()
          .toList();
    }
  }
}
