package dev.clef.cli;

import dev.clef.ledger.LogSource;
import dev.clef.ledger.Tile;
import dev.clef.ledger.TileReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The tiles that proofs are made from; the last ones used are kept, for proofs share most. */
final class StampTiles implements TileReader {

  private static final int KEPT = 1024;

  private final LogSource source;
  private final Map<String, byte[]> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
          return size() > KEPT;
        }
      };

  StampTiles(LogSource source) {
    this.source = source;
  }

  @Override
  public byte[] tile(int level, long index, int width) {
    Tile tile = new Tile(level, index, width);
    byte[] known = kept.get(tile.path());
    if (known == null) {
      known = read(tile);
      kept.put(tile.path(), known);
    }
    return known;
  }

  private byte[] read(Tile tile) {
    try {
      Optional<byte[]> exact = source.read(tile.path());
      Optional<byte[]> found =
          exact.isPresent() ? exact : source.read(Tile.full(tile.level(), tile.index()).path());
      return found.orElseThrow(() -> new IOException("the tile " + tile + " has gone"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
