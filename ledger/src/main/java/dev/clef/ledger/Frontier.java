package dev.clef.ledger;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a log must remember to go on: its size and the roots of the perfect subtrees at its right
 * edge, at most 63 hashes.
 *
 * <p>Frozen bytes: 0x01 | u64 BE size | 32 bytes per hash.
 *
 * @param size leaves in the tree
 * @param subtrees one hash per one-bit of the size, from the largest subtree to the smallest
 */
public record Frontier(long size, List<Hash> subtrees) {

  /** The tree without leaves. */
  public static final Frontier EMPTY = new Frontier(0, List.of());

  private static final byte VERSION = 0x01;
  private static final int HEADER_BYTES = 9;

  public Frontier {
    subtrees = List.copyOf(subtrees);
    if (size < 0 || subtrees.size() != Long.bitCount(size)) {
      throw new MalformedException("a frontier has one hash per one-bit of its size");
    }
  }

  /** The root of the tree: SHA-256 of nothing when it is empty. */
  public Hash root() {
    return RightEdge.fold(new TreeHasher(), subtrees);
  }

  /**
   * Appends leaf hashes and says which tiles that changed. Nothing is written here: the caller
   * stores the tiles and the new frontier in one transaction. Reads the partial tile of each level.
   *
   * @throws IllegalStateException when the stored tiles do not lead to this frontier: appending
   *     would fork the log
   */
  public Growth append(List<Hash> leafHashes, TileReader stored) {
    TreeHasher hasher = new TreeHasher();
    Growth.Collector collector = new Growth.Collector();
    RightEdge edge = new RightEdge(hasher, collector);
    edge.load(size, stored);
    if (!edge.subtrees().equals(subtrees)) {
      throw new IllegalStateException(
          "the stored tiles do not lead to the recorded frontier of size " + size);
    }
    leafHashes.forEach(leaf -> edge.append(leaf.raw(), 0));
    return collector.finish(size, edge);
  }

  public byte[] encode() {
    ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + subtrees.size() * Hash.SIZE);
    out.put(VERSION).putLong(size);
    subtrees.forEach(hash -> out.put(hash.raw()));
    return out.array();
  }

  /**
   * Reads what {@link #encode()} writes.
   *
   * @throws MalformedException for anything else
   */
  public static Frontier decode(byte[] bytes) {
    if (bytes.length < HEADER_BYTES || bytes[0] != VERSION) {
      throw new MalformedException("not a frontier of version 1");
    }
    if ((bytes.length - HEADER_BYTES) % Hash.SIZE != 0) {
      throw new MalformedException("the frontier ends within a hash");
    }
    List<Hash> subtrees = new ArrayList<>();
    for (int at = HEADER_BYTES; at < bytes.length; at += Hash.SIZE) {
      subtrees.add(Hash.at(bytes, at));
    }
    return new Frontier(ByteBuffer.wrap(bytes).getLong(1), subtrees);
  }
}
