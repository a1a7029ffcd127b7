package dev.clef.ledger;

import java.util.OptionalLong;

/** How the check of a whole log ended. */
public sealed interface LogVerdict {

  /**
   * Every entry that was looked at, every tile and the signed root agree.
   *
   * @param checkpoint the head that was checked
   * @param from the first entry that was checked; of those before there is only what the signed
   *     root commits to
   * @param end behind the last entry that was checked
   */
  record Verified(Checkpoint checkpoint, long from, long end) implements LogVerdict {

    /** Up to the last entry. */
    public Verified(Checkpoint checkpoint, long from) {
      this(checkpoint, from, checkpoint.size());
    }

    /** Of a whole log. */
    public Verified(Checkpoint checkpoint) {
      this(checkpoint, 0);
    }
  }

  /**
   * The first thing wrong, in the order of the entries.
   *
   * @param path the file of the log it shows in
   * @param entry the wrong entry, or the first one a wrong tile stands for, from 0; empty when it
   *     concerns the log as a whole
   * @param message one plain sentence
   */
  record Failed(Kind kind, String path, OptionalLong entry, String message) implements LogVerdict {}

  /** What is wrong. */
  enum Kind {
    CHECKPOINT_MISSING,
    CHECKPOINT_MALFORMED,
    /** Not signed by the key, or edited after signing. */
    CHECKPOINT_NOT_SIGNED,
    /** Signed, but for another log. */
    WRONG_ORIGIN,
    /** Smaller than a checkpoint seen before: an old head was put back. */
    TREE_SHRUNK,
    /** Not an extension of a checkpoint seen before. */
    HISTORY_REWRITTEN,
    /** The checkpoint seen before covers pruned entries only: nothing tells any more. */
    HISTORY_PRUNED,
    /** The log says that it is pruned up to an impossible entry. */
    MINIMUM_MALFORMED,
    /** The entries asked for are pruned, or there are not so many. */
    RANGE_OUTSIDE,
    BUNDLE_MISSING,
    /** An entry is cut off, or bytes follow the last one. */
    BUNDLE_MALFORMED,
    /** The entry is not the one the signed tree holds. */
    ENTRY_ALTERED,
    /** The entry is in the tree but is no leaf of this log's format. */
    LEAF_MALFORMED,
    TILE_MISSING,
    TILE_MALFORMED,
    /** The entries lead to the signed root, the stored tile does not. */
    TILE_ALTERED,
    /** A run of entries was replaced together with its tile; the tiles above give it away. */
    ENTRIES_REWRITTEN,
    /** Entries and tiles disagree and neither leads to the signed root. */
    CONTRADICTION,
    /** Entries and all tiles agree, but not with the signed root. */
    ROOT_MISMATCH
  }
}
