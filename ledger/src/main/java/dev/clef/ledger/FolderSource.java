package dev.clef.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A log as a folder in the layout of tlog-tiles.
 *
 * @param folder the one that holds {@code checkpoint} and {@code tile}
 */
public record FolderSource(Path folder) implements LogSource {

  @Override
  public Optional<byte[]> read(String path) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(folder.resolve(path)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
