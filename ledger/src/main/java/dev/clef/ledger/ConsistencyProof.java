package dev.clef.ledger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * That an older tree is a prefix of a newer one (RFC 9162 §2.1.4).
 *
 * @param oldSize leaves in the older tree, at least 1
 * @param newSize leaves in the newer tree
 * @param path empty when both sizes are equal
 */
public record ConsistencyProof(long oldSize, long newSize, List<Hash> path) {

  public ConsistencyProof {
    path = List.copyOf(path);
  }

  /**
   * Makes the proof from the tiles of the newer tree (RFC 9162 §2.1.4.1).
   *
   * @throws IndexOutOfBoundsException unless 1 &lt;= oldSize &lt;= newSize
   */
  public static ConsistencyProof of(TileReader tiles, long oldSize, long newSize) {
    if (oldSize < 1 || oldSize > newSize) {
      throw new IndexOutOfBoundsException("no tree of " + oldSize + " in a tree of " + newSize);
    }
    TileTree tree = new TileTree(newSize, tiles);
    List<Hash> path = new ArrayList<>();
    // SUBPROOF(m, D[from:to], b), unrolled: b stays true while the older tree begins at from.
    long from = 0;
    long to = newSize;
    while (to != oldSize) {
      long split = from + Long.highestOneBit(to - from - 1);
      if (oldSize <= split) {
        path.add(tree.range(split, to));
        to = split;
      } else {
        path.add(tree.range(from, split));
        from = split;
      }
    }
    if (from > 0) {
      path.add(tree.range(from, to));
    }
    Collections.reverse(path);
    return new ConsistencyProof(oldSize, newSize, path);
  }

  /** RFC 9162 §2.1.4.2, step by step; two equal sizes need an empty path and equal roots. */
  public boolean verify(Hash oldRoot, Hash newRoot) {
    if (oldSize < 1 || oldSize > newSize) {
      return false;
    }
    if (oldSize == newSize) {
      return path.isEmpty() && oldRoot.equals(newRoot);
    }
    // 1. If consistency_path is an empty array, stop and fail.
    if (path.isEmpty()) {
      return false;
    }
    // 2. If first is an exact power of 2, prepend first_hash to the path.
    List<Hash> hashes = new ArrayList<>(path);
    if (Long.bitCount(oldSize) == 1) {
      hashes.addFirst(oldRoot);
    }
    // 3. and 4. Set fn to first - 1 and sn to second - 1; shift both while LSB(fn) is set.
    int shift = Long.numberOfTrailingZeros(oldSize);
    long fn = (oldSize - 1) >>> shift;
    long sn = (newSize - 1) >>> shift;
    // 5. Set both fr and sr to the first value.
    Hash fr = hashes.getFirst();
    Hash sr = fr;
    // 6. For each subsequent value c:
    for (Hash c : hashes.subList(1, hashes.size())) {
      // 6a. If sn is 0, stop and fail.
      if (sn == 0) {
        return false;
      }
      if ((fn & 1) == 1 || fn == sn) {
        // 6b. Both trees contain c on the left.
        fr = TreeHash.node(c, fr);
        sr = TreeHash.node(c, sr);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>>= 1;
          sn >>>= 1;
        }
      } else {
        // 6b. Otherwise only the newer tree contains c.
        sr = TreeHash.node(sr, c);
      }
      // 6c. Right-shift both.
      fn >>>= 1;
      sn >>>= 1;
    }
    // 7. Both hashes match and sn is 0.
    return sn == 0 && fr.equals(oldRoot) && sr.equals(newRoot);
  }
}
