package dev.clef.ledger;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rightmost tile of every level while a tree grows: all that is needed to append. At level
 * <i>l</i> the tile holds {@code (size >> 8l) & 255} hashes (c2sp.org/tlog-tiles, partial tiles).
 * Not thread-safe.
 */
final class RightEdge {

  /** Levels a tree of fewer than 2^63 leaves can have. */
  static final int LEVELS = 8;

  /** Sees each hash as it is set in place, in the order of the leaves. */
  interface Watcher {

    /** Hash {@code index & 255} of the tile was written; the tile is as wide as that now. */
    void placed(int level, long index, byte[] tile);

    /** The tile has 256 hashes and will be reused after this call. */
    default void filled(int level, long tileIndex, byte[] tile) {}
  }

  private final TreeHasher hasher;
  private final Watcher watcher;
  private final byte[][] tiles = new byte[LEVELS][];
  private final byte[] hash = new byte[Hash.SIZE];
  private long size;

  RightEdge(TreeHasher hasher, Watcher watcher) {
    this.hasher = hasher;
    this.watcher = watcher;
    for (int level = 0; level < LEVELS; level++) {
      tiles[level] = new byte[Tile.MAX_BYTES];
    }
  }

  /** Continues a tree whose partial tiles are stored. */
  void load(long startSize, TileReader reader) {
    size = startSize;
    for (int level = 0; level < LEVELS; level++) {
      int width = width(level);
      if (width > 0) {
        byte[] stored = reader.tile(level, size >>> (8 * level) >>> 8, width);
        System.arraycopy(stored, 0, tiles[level], 0, width * Hash.SIZE);
      }
    }
  }

  long size() {
    return size;
  }

  int width(int level) {
    return (int) (size >>> (8 * level)) & 0xff;
  }

  byte[] tile(int level) {
    return tiles[level];
  }

  /** Appends the leaf hash leaf[from, from+32). */
  void append(byte[] leaf, int from) {
    byte[] source = leaf;
    int at = from;
    long index = size;
    for (int level = 0; level < LEVELS; level++) {
      byte[] tile = tiles[level];
      int slot = (int) index & 0xff;
      System.arraycopy(source, at, tile, slot * Hash.SIZE, Hash.SIZE);
      watcher.placed(level, index, tile);
      if (slot < 0xff) {
        break;
      }
      watcher.filled(level, index >>> 8, tile);
      hasher.subtree(tile, 0, Tile.FULL, hash, 0);
      source = hash;
      at = 0;
      index >>>= 8;
    }
    size++;
  }

  /** The roots of the perfect subtrees that make up the tree, from the largest to the smallest. */
  List<Hash> subtrees() {
    List<Hash> roots = new ArrayList<>();
    for (int level = LEVELS - 1; level >= 0; level--) {
      int width = width(level);
      int first = 0;
      for (int bit = Tile.FULL / 2; bit > 0; bit /= 2) {
        if ((width & bit) != 0) {
          roots.add(hasher.subtree(tiles[level], first, bit));
          first += bit;
        }
      }
    }
    return roots;
  }

  Hash root() {
    return fold(hasher, subtrees());
  }

  /** RFC 6962 §2.1: the tree hash from its perfect subtrees, joined from the right. */
  static Hash fold(TreeHasher hasher, List<Hash> subtrees) {
    @Nullable Hash root = null;
    for (Hash left : subtrees.reversed()) {
      root = root == null ? left : hasher.node(left, root);
    }
    return root == null ? TreeHash.empty() : root;
  }
}
