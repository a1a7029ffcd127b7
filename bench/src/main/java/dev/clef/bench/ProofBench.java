package dev.clef.bench;

import dev.clef.ledger.Frontier;
import dev.clef.ledger.Growth;
import dev.clef.ledger.Hash;
import dev.clef.ledger.InclusionProof;
import dev.clef.ledger.Tile;
import dev.clef.ledger.TileReader;
import dev.clef.ledger.TileUpdate;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Proofs of random entries of a tree of a hundred million. Leaf hashes are numbers that look like
 * hashes; everything above them is real, and every proof is verified.
 */
final class ProofBench {

  private static final long LEAVES = 100_000_000;
  private static final int BATCH = 256 * Tile.FULL;
  private static final int WARM_UP = 2_000;
  private static final int MEASURED = 2_000;
  private static final double GOAL_MILLIS = 5;

  private ProofBench() {}

  static void run() {
    Map<Tile, byte[]> upper = new HashMap<>();
    TileReader reader = (level, index, width) -> tile(upper, level, index, width);
    Frontier frontier = Frontier.EMPTY;
    while (frontier.size() < LEAVES) {
      Growth growth = frontier.append(leaves(frontier.size()), reader);
      for (TileUpdate update : growth.tiles()) {
        if (update.tile().level() > 0) {
          upper.put(place(update.tile()), update.bytes().toArray());
        }
      }
      frontier = growth.frontier();
    }
    SplittableRandom random = new SplittableRandom(7);
    long[] nanos = new long[MEASURED];
    for (int i = 0; i < WARM_UP + MEASURED; i++) {
      long index = random.nextLong(LEAVES);
      long start = System.nanoTime();
      InclusionProof proof = InclusionProof.of(reader, index, LEAVES);
      if (i >= WARM_UP) {
        nanos[i - WARM_UP] = System.nanoTime() - start;
      }
      if (!proof.verify(leaf(index), frontier.root())) {
        throw new IllegalStateException("a proof of the benchmark does not verify");
      }
    }
    Arrays.sort(nanos);
    Figure.plain("proof among 100,000,000, p50", Load.percentile(nanos, 50), "ms");
    Figure.atMost("proof among 100,000,000, p99", Load.percentile(nanos, 99), "ms", GOAL_MILLIS);
  }

  /** Tiles grow: only the widest is kept. */
  private static Tile place(Tile tile) {
    return Tile.full(tile.level(), tile.index());
  }

  private static List<Hash> leaves(long first) {
    List<Hash> leaves = new ArrayList<>(BATCH);
    for (long i = first; i < Math.min(first + BATCH, LEAVES); i++) {
      leaves.add(leaf(i));
    }
    return leaves;
  }

  private static Hash leaf(long index) {
    SplittableRandom bits = new SplittableRandom(index);
    ByteBuffer bytes = ByteBuffer.allocate(Hash.SIZE);
    while (bytes.hasRemaining()) {
      bytes.putLong(bits.nextLong());
    }
    return Hash.of(bytes.array());
  }

  private static byte[] tile(Map<Tile, byte[]> upper, int level, long index, int width) {
    if (level > 0) {
      byte[] stored = upper.get(Tile.full(level, index));
      if (stored == null) {
        throw new IllegalStateException("a tile of the benchmark is missing");
      }
      return stored;
    }
    ByteBuffer hashes = ByteBuffer.allocate(width * Hash.SIZE);
    for (int i = 0; i < width; i++) {
      hashes.put(leaf(index * Tile.FULL + i).toArray());
    }
    return hashes.array();
  }
}
