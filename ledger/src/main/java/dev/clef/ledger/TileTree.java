package dev.clef.ledger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A tree of a given size seen through its tiles: every node that a proof can ask for. Reads each
 * tile once; not thread-safe.
 */
final class TileTree {

  private static final int TILE_HEIGHT = 8;

  private final long size;
  private final TileReader reader;
  private final TreeHasher hasher = new TreeHasher();
  private final Map<Tile, byte[]> read = new HashMap<>();

  TileTree(long size, TileReader reader) {
    this.size = size;
    this.reader = reader;
  }

  /** MTH(D[from:to]) of RFC 6962 §2.1 for a range the tree is split into. */
  Hash range(long from, long to) {
    long leaves = to - from;
    if (Long.bitCount(leaves) == 1) {
      int height = Long.numberOfTrailingZeros(leaves);
      return perfect(height, from >>> height);
    }
    long split = from + Long.highestOneBit(leaves);
    return hasher.node(range(from, split), range(split, to));
  }

  /**
   * PATH of RFC 6962 §2.1.1 for the perfect subtree of 2^height leaves with this index among its
   * equals, from its sibling up to the child of the root.
   */
  List<Hash> path(int height, long index) {
    List<Hash> path = new ArrayList<>();
    long target = index << height;
    long from = 0;
    long to = size;
    while (to - from > 1L << height) {
      long split = from + Long.highestOneBit(to - from - 1);
      if (target < split) {
        path.add(range(split, to));
        to = split;
      } else {
        path.add(range(from, split));
        from = split;
      }
    }
    Collections.reverse(path);
    return path;
  }

  private Hash perfect(int height, long index) {
    int level = height / TILE_HEIGHT;
    int within = height % TILE_HEIGHT;
    long first = index << within;
    Tile tile = Tile.in(size, level, first >>> TILE_HEIGHT);
    byte[] bytes = read.computeIfAbsent(tile, t -> reader.tile(t.level(), t.index(), t.width()));
    if (bytes.length < tile.bytes()) {
      throw new MalformedException("tile " + tile + " is shorter than its width");
    }
    return hasher.subtree(bytes, (int) first & 0xff, 1 << within);
  }
}
