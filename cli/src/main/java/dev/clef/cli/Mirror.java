package dev.clef.cli;

import dev.clef.ledger.Checkpoint;
import dev.clef.ledger.LogSource;
import dev.clef.ledger.Tile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The tiles and bundles of a log, copied into a folder; what is there already is kept. */
record Mirror(LogSource source, Path folder) {

  /**
   * Fetches what the tree under this head needs and the folder lacks.
   *
   * @param minimum up to where the copy is pruned
   * @throws CliException when the server does not have it
   */
  void fetch(Checkpoint head, long minimum) throws IOException {
    try (ReadAhead ahead = new ReadAhead(this::missing, head.size())) {
      Iterator<Tile> tiles = Tile.all(head.size(), minimum).iterator();
      while (tiles.hasNext()) {
        Tile tile = tiles.next();
        if (!Files.exists(folder.resolve(tile.path()))) {
          store(tile, ahead);
        }
      }
    }
  }

  /** The full tile stands in for a partial one that the log has dropped in between. */
  private void store(Tile tile, LogSource server) throws IOException {
    for (Tile version : List.of(tile, Tile.full(tile.level(), tile.index()))) {
      Optional<byte[]> bytes = server.read(version.path());
      if (bytes.isPresent()) {
        write(folder.resolve(version.path()), bytes.get());
        return;
      }
    }
    throw CliException.failed("the server does not have " + tile.path());
  }

  /** Reading ahead must not fetch again what an earlier run has fetched. */
  private Optional<byte[]> missing(String path) throws IOException {
    Path file = folder.resolve(path);
    return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : source.read(path);
  }

  /** Drops the partial tiles of earlier sizes, which wider ones have replaced. */
  void prune(Checkpoint head) throws IOException {
    Iterator<Tile> tiles = Tile.all(head.size()).iterator();
    while (tiles.hasNext()) {
      Tile tile = tiles.next();
      Path partials = folder.resolve(Tile.full(tile.level(), tile.index()).path() + ".p");
      if (Files.isDirectory(partials)) {
        Path keep = folder.resolve(tile.path());
        try (Stream<Path> found = Files.list(partials)) {
          for (Path old : List.copyOf(found.filter(p -> !p.equals(keep)).toList())) {
            Files.delete(old);
          }
        }
        if (tile.isFull()) {
          Files.delete(partials);
        }
      }
    }
  }

  /** Whole or not at all, so that an interrupted copy can be completed. */
  static void write(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.write(part, bytes);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
