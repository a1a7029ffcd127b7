package dev.clef.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Checks a log, or a part of it: the signature of its head, then every entry and every tile,
 * recomputed from the entries. Streams in constant memory on one thread.
 *
 * @param key the log's key; its name is the origin expected
 * @param format what each entry has to look like
 * @param remembered a head of this log believed earlier, which the log must still extend
 * @param range which entries are looked at, in whole bundles; that they are those of the signed
 *     root is proven from the tiles around them
 * @param progress told after each bundle
 */
public record LogVerifier(
    LogSource source,
    VerifierKey key,
    LeafFormat format,
    Optional<Checkpoint> remembered,
    EntryRange range,
    Progress progress) {

  /** Hears how far the check is. */
  @FunctionalInterface
  public interface Progress {

    /** Entries checked so far, of all. */
    void at(long done, long total);
  }

  public LogVerifier(LogSource source, VerifierKey key, LeafFormat format) {
    this(source, key, format, Optional.empty(), (done, total) -> {});
  }

  /** Of the whole log. */
  public LogVerifier(
      LogSource source,
      VerifierKey key,
      LeafFormat format,
      Optional<Checkpoint> remembered,
      Progress progress) {
    this(source, key, format, remembered, EntryRange.ALL, progress);
  }

  /**
   * Runs the check.
   *
   * @throws IOException when the source cannot be read, which says nothing about the log
   */
  public LogVerdict verify() throws IOException {
    try {
      Checkpoint head = head();
      remembered.ifPresent(known -> requireGrowth(known, head));
      long minimum = minimum(head);
      remembered.ifPresent(known -> requireKept(known, minimum));
      requireInside(head, minimum);
      long first = Math.max(minimum, range.bundleStart());
      long end = range.bundleEnd(head.size());
      new LogScan(source, head, format, remembered, progress).run(first, end);
      return new LogVerdict.Verified(head, first, end);
    } catch (Refusal e) {
      return e.failed();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Checkpoint head() throws IOException {
    byte[] bytes =
        source
            .read(LogSource.CHECKPOINT)
            .orElseThrow(
                () -> refuse(LogVerdict.Kind.CHECKPOINT_MISSING, "the log has no checkpoint"));
    try {
      SignedNote note = SignedNote.parse(bytes);
      if (!note.isSignedBy(key)) {
        throw refuse(
            LogVerdict.Kind.CHECKPOINT_NOT_SIGNED,
            "the checkpoint is not signed by the key " + key.name());
      }
      Checkpoint head = Checkpoint.parse(note.text());
      if (!head.origin().equals(key.name())) {
        throw refuse(
            LogVerdict.Kind.WRONG_ORIGIN,
            "the checkpoint is of the log " + head.origin() + ", the key of " + key.name());
      }
      return head;
    } catch (MalformedException e) {
      throw refuse(
          LogVerdict.Kind.CHECKPOINT_MALFORMED, "the checkpoint is malformed: " + e.getMessage());
    }
  }

  /** Whole bundles only, and none that the head does not cover. */
  private long minimum(Checkpoint head) throws IOException {
    Optional<byte[]> bytes = source.read(LogSource.MINIMUM);
    if (bytes.isEmpty()) {
      return 0;
    }
    try {
      String text = new String(bytes.get(), StandardCharsets.UTF_8);
      long minimum = Strict.decimal(text.endsWith("\n") ? text.stripTrailing() : text, "index");
      if (minimum % Tile.FULL == 0 && minimum <= head.size()) {
        return minimum;
      }
    } catch (MalformedException e) {
      // said below
    }
    throw new Refusal(
        new LogVerdict.Failed(
            LogVerdict.Kind.MINIMUM_MALFORMED,
            LogSource.MINIMUM,
            OptionalLong.empty(),
            "the log does not say properly up to which entry it is pruned"));
  }

  private void requireInside(Checkpoint head, long minimum) {
    if (range.equals(EntryRange.ALL)) {
      return;
    }
    if (range.first() >= head.size()) {
      throw refuse(
          LogVerdict.Kind.RANGE_OUTSIDE,
          "the log has " + head.size() + " entries, none is number " + range.first());
    }
    if (range.first() < minimum) {
      throw refuse(
          LogVerdict.Kind.RANGE_OUTSIDE,
          "the log is pruned up to entry " + minimum + ", entry " + range.first() + " is gone");
    }
  }

  private static void requireKept(Checkpoint known, long minimum) {
    if (known.size() < minimum) {
      throw refuse(
          LogVerdict.Kind.HISTORY_PRUNED,
          "the earlier checkpoint has "
              + known.size()
              + " entries, and the log is pruned up to entry "
              + minimum
              + ": whether it continues that one cannot be told");
    }
  }

  private static void requireGrowth(Checkpoint known, Checkpoint head) {
    if (!known.origin().equals(head.origin())) {
      throw refuse(
          LogVerdict.Kind.WRONG_ORIGIN, "the earlier checkpoint is of the log " + known.origin());
    }
    if (head.size() < known.size()) {
      throw refuse(
          LogVerdict.Kind.TREE_SHRUNK,
          "the log has " + head.size() + " entries but had " + known.size() + " before");
    }
  }

  private static Refusal refuse(LogVerdict.Kind kind, String message) {
    return new Refusal(
        new LogVerdict.Failed(kind, LogSource.CHECKPOINT, OptionalLong.empty(), message));
  }

  /** Carries the first failure out of the depth of the scan. */
  static final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient LogVerdict.Failed failed;

    Refusal(LogVerdict.Failed failed) {
      super(failed.message(), null, false, false);
      this.failed = failed;
    }

    LogVerdict.Failed failed() {
      return failed;
    }
  }
}
