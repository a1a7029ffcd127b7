package dev.clef.ledger;

import dev.clef.ledger.LogVerdict.Failed;
import dev.clef.ledger.LogVerdict.Kind;
import java.io.UncheckedIOException;
import java.util.OptionalLong;

/**
 * Finds out who lies when a stored hash and a recomputed one differ: whichever version of the tile
 * leads to the signed root through the other tiles is the true one.
 */
record Blame(LogFiles files, Checkpoint head) {

  /**
   * Names the culprit.
   *
   * @param index the hash in question, counted over the whole level
   * @param stored the tile as the log keeps it
   * @param computed the tile from the entries, known up to and with the hash in question
   * @param rest what is left of the entry bundle, from the entry in question
   */
  Failed of(int level, long index, byte[] stored, byte[] computed, byte[] rest) {
    Tile tile = Tile.in(head.size(), level, index >>> 8);
    OptionalLong entry = OptionalLong.of(index << (8 * level));
    if (leadsToRoot(tile, index, stored)) {
      return level == 0
          ? new Failed(
              Kind.ENTRY_ALTERED,
              Tile.in(head.size(), Tile.ENTRIES, index >>> 8).path(),
              entry,
              "entry " + index + " is not the one the signed tree holds")
          : new Failed(Kind.ENTRIES_REWRITTEN, tile.path(), entry, rewritten(level, index));
    }
    if (leadsToRoot(tile, index, candidate(tile, index, stored, computed, rest))) {
      return new Failed(
          Kind.TILE_ALTERED,
          tile.path(),
          entry,
          "hash " + (index & 0xff) + " of " + tile + " was altered; the entries are sound there");
    }
    return new Failed(
        Kind.CONTRADICTION,
        tile.path(),
        entry,
        "from entry "
            + entry.getAsLong()
            + " on, entries and "
            + tile
            + " disagree and neither leads to the signed root");
  }

  private String rewritten(int level, long index) {
    long first = index << (8 * level);
    long last = ((index + 1) << (8 * level)) - 1;
    return "the entries " + first + " to " + last + " were replaced together with their tiles";
  }

  /** The computed version, completed as far as what stands below the tile allows. */
  private byte[] candidate(Tile tile, long index, byte[] stored, byte[] computed, byte[] rest) {
    byte[] tileBytes = stored.clone();
    int slot = (int) index & 0xff;
    System.arraycopy(computed, 0, tileBytes, 0, (slot + 1) * Hash.SIZE);
    TreeHasher hasher = new TreeHasher();
    int at = 0;
    for (int i = slot; i < tile.width(); i++) {
      if (tile.level() == 0) {
        int length = EntryBundle.lengthAt(rest, at);
        if (length < 0) {
          break;
        }
        hasher.leaf(rest, at + EntryBundle.PREFIX_BYTES, length, tileBytes, i * Hash.SIZE);
        at += EntryBundle.PREFIX_BYTES + length;
      } else if (i > slot) {
        long below = tile.index() * Tile.FULL + i;
        try {
          byte[] child = files.tile(Tile.full(tile.level() - 1, below));
          hasher.subtree(child, 0, Tile.FULL, tileBytes, i * Hash.SIZE);
        } catch (LogVerifier.Refusal | UncheckedIOException e) {
          break; // What cannot be read cannot speak for either version.
        }
      }
    }
    return tileBytes;
  }

  private boolean leadsToRoot(Tile tile, long index, byte[] version) {
    TileReader reader =
        (level, tileIndex, width) ->
            level == tile.level() && tileIndex == tile.index()
                ? version
                : files.tile(level, tileIndex, width);
    int height = 8 * tile.level();
    try {
      // Seen from this height the tree has as many leaves as perfect subtrees, the rest counted
      // one.
      long leaves = ((head.size() - 1) >>> height) + 1;
      InclusionProof proof =
          new InclusionProof(index, leaves, new TileTree(head.size(), reader).path(height, index));
      return proof.verify(Hash.at(version, ((int) index & 0xff) * Hash.SIZE), head.root());
    } catch (LogVerifier.Refusal | UncheckedIOException e) {
      return false;
    }
  }
}
