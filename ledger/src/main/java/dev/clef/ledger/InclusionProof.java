package dev.clef.ledger;

import java.util.List;

/**
 * That a leaf stands at an index of a tree (RFC 9162 §2.1.3).
 *
 * @param index position of the leaf, from 0
 * @param size leaves in the tree
 * @param path sibling hashes, from the leaf's sibling up to the child of the root
 */
public record InclusionProof(long index, long size, List<Hash> path) {

  public InclusionProof {
    path = List.copyOf(path);
  }

  /**
   * Makes the proof from stored tiles (RFC 9162 §2.1.3.1).
   *
   * @throws IndexOutOfBoundsException when the tree has no such leaf
   */
  public static InclusionProof of(TileReader tiles, long index, long size) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("no leaf " + index + " in a tree of " + size);
    }
    return new InclusionProof(index, size, new TileTree(size, tiles).path(0, index));
  }

  /** RFC 9162 §2.1.3.2, step by step. */
  public boolean verify(Hash leafHash, Hash root) {
    // 1. Compare leaf_index from the inclusion_proof structure against tree_size.
    if (index < 0 || index >= size) {
      return false;
    }
    // 2. Set fn to leaf_index and sn to tree_size - 1.
    long fn = index;
    long sn = size - 1;
    // 3. Set r to hash.
    Hash r = leafHash;
    // 4. For each value p in the inclusion_path array:
    for (Hash p : path) {
      // 4a. If sn is 0, stop and fail.
      if (sn == 0) {
        return false;
      }
      if ((fn & 1) == 1 || fn == sn) {
        // 4b. If LSB(fn) is set or fn equals sn: r = HASH(0x01 || p || r), then shift until
        // LSB(fn) is set or fn is 0.
        r = TreeHash.node(p, r);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>>= 1;
          sn >>>= 1;
        }
      } else {
        // 4b. Otherwise r = HASH(0x01 || r || p).
        r = TreeHash.node(r, p);
      }
      // 4c. Right-shift both fn and sn.
      fn >>>= 1;
      sn >>>= 1;
    }
    // 5. Compare sn to 0 and r against the root_hash.
    return sn == 0 && r.equals(root);
  }
}
