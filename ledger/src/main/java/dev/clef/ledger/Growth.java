package dev.clef.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * The outcome of an append.
 *
 * @param frontier the tree after it
 * @param tiles every tile that changed, each at its final width; the caller may drop a narrower
 *     version it kept
 */
public record Growth(Frontier frontier, List<TileUpdate> tiles) {

  public Growth {
    tiles = List.copyOf(tiles);
  }

  /** Gathers the full tiles as they pass, then the partial ones that grew. */
  static final class Collector implements RightEdge.Watcher {

    private final List<TileUpdate> tiles = new ArrayList<>();

    @Override
    public void placed(int level, long index, byte[] tile) {}

    @Override
    public void filled(int level, long tileIndex, byte[] tile) {
      tiles.add(new TileUpdate(Tile.full(level, tileIndex), Bytes.copyOf(tile)));
    }

    Growth finish(long oldSize, RightEdge edge) {
      for (int level = 0; level < RightEdge.LEVELS; level++) {
        int width = edge.width(level);
        boolean grew = edge.size() >>> (8 * level) != oldSize >>> (8 * level);
        if (grew && width > 0) {
          Tile tile = new Tile(level, edge.size() >>> (8 * level) >>> 8, width);
          tiles.add(new TileUpdate(tile, Bytes.copyOf(edge.tile(level), 0, tile.bytes())));
        }
      }
      return new Growth(new Frontier(edge.size(), edge.subtrees()), tiles);
    }
  }
}
