package dev.clef.ledger;

import dev.clef.ledger.LogVerdict.Kind;
import dev.clef.ledger.LogVerifier.Refusal;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One pass over the entries of a log. Each hash is compared with the stored tile the moment it is
 * known, level by level, so the first difference found is the first in the order of the entries.
 */
final class LogScan implements RightEdge.Watcher {

  private final LogFiles files;
  private final Checkpoint head;
  private final LeafFormat format;
  private final Optional<Checkpoint> remembered;
  private final LogVerifier.Progress progress;
  private final TreeHasher hasher = new TreeHasher();
  private final RightEdge edge = new RightEdge(hasher, this);
  private final byte[][] stored = new byte[RightEdge.LEVELS][0];
  private final byte[] leaf = new byte[Hash.SIZE];
  private LogFiles.Bundle bundle =
      new LogFiles.Bundle(Tile.full(Tile.ENTRIES, 0), Bytes.EMPTY, true);
  private int at;

  LogScan(
      LogSource source,
      Checkpoint head,
      LeafFormat format,
      Optional<Checkpoint> remembered,
      LogVerifier.Progress progress) {
    this.files = new LogFiles(source, head.size());
    this.head = head;
    this.format = format;
    this.remembered = remembered;
    this.progress = progress;
  }

  /**
   * Returns when this part of the log is whole and is that of the signed root.
   *
   * @param first a multiple of 256; what tiles say about the entries before leads to the signed
   *     root like everything else
   * @param end a multiple of 256 or the size of the log
   * @throws Refusal with the first thing wrong
   */
  void run(long first, long end) {
    edge.load(first, (level, index, width) -> files.tile(Tile.in(head.size(), level, index)));
    checkRemembered();
    while (edge.size() < end) {
      bundle = files.bundle(edge.size() >>> 8);
      at = 0;
      for (int i = 0; i < bundle.tile().width(); i++) {
        entry();
        checkRemembered();
      }
      if (bundle.exact() && at != bundle.bytes().size()) {
        throw refuse(
            Kind.BUNDLE_MALFORMED,
            bundle.tile(),
            OptionalLong.empty(),
            (bundle.bytes().size() - at) + " bytes follow the last entry of " + bundle.tile());
      }
      progress.at(edge.size() - first, end - first);
    }
    if (!isPrefix(end, edge.root())) {
      throw refuse(
          Kind.ROOT_MISMATCH,
          "entries and tiles agree with each other but not with the signed root");
    }
    remembered
        .filter(known -> known.size() > 0 && (known.size() < first || known.size() > end))
        .filter(known -> !isPrefix(known.size(), known.root()))
        .ifPresent(known -> {
          throw rewritten(known);
        });
  }

  /** Whether the tiles prove that the signed tree begins with this one. */
  private boolean isPrefix(long size, Hash root) {
    if (size == head.size()) {
      return root.equals(head.root());
    }
    TileReader tiles = (level, index, width) -> files.tile(Tile.in(head.size(), level, index));
    return ConsistencyProof.of(tiles, size, head.size()).verify(root, head.root());
  }

  private void entry() {
    long index = edge.size();
    byte[] bytes = bundle.bytes().raw();
    int length = EntryBundle.lengthAt(bytes, at);
    if (length < 0) {
      throw refuse(
          Kind.BUNDLE_MALFORMED,
          bundle.tile(),
          OptionalLong.of(index),
          "entry " + index + " is cut off in " + bundle.tile());
    }
    int from = at + EntryBundle.PREFIX_BYTES;
    hasher.leaf(bytes, from, length, leaf, 0);
    edge.append(leaf, 0);
    if (!format.accepts(bytes, from, length)) {
      throw refuse(
          Kind.LEAF_MALFORMED,
          bundle.tile(),
          OptionalLong.of(index),
          "entry " + index + " is not a leaf of this log");
    }
    at = from + length;
  }

  @Override
  public void placed(int level, long index, byte[] tile) {
    int slot = (int) index & 0xff;
    if (slot == 0 || stored[level].length == 0) {
      stored[level] = files.tile(Tile.in(head.size(), level, index >>> 8));
    }
    int from = slot * Hash.SIZE;
    int to = from + Hash.SIZE;
    if (!Arrays.equals(tile, from, to, stored[level], from, to)) {
      throw new Refusal(
          new Blame(files, head)
              .of(
                  level,
                  index,
                  stored[level],
                  tile,
                  Arrays.copyOfRange(bundle.bytes().raw(), at, bundle.bytes().size())));
    }
  }

  private void checkRemembered() {
    remembered
        .filter(known -> known.size() == edge.size() && !known.root().equals(edge.root()))
        .ifPresent(known -> {
          throw rewritten(known);
        });
  }

  private static Refusal rewritten(Checkpoint known) {
    return refuse(
        Kind.HISTORY_REWRITTEN,
        "the first " + known.size() + " entries are not those of the earlier checkpoint");
  }

  private static Refusal refuse(Kind kind, String message) {
    return new Refusal(
        new LogVerdict.Failed(kind, LogSource.CHECKPOINT, OptionalLong.empty(), message));
  }

  private static Refusal refuse(Kind kind, Tile tile, OptionalLong entry, String message) {
    return new Refusal(new LogVerdict.Failed(kind, tile.path(), entry, message));
  }
}
