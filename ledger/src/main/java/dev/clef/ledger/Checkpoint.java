package dev.clef.ledger;

import java.util.List;

/**
 * The head of a log at one size (c2sp.org/tlog-checkpoint): the text inside the signed note.
 *
 * @param origin unique name of the log
 * @param size leaves in the tree
 * @param root tree hash at that size
 * @param extensions further lines, opaque; Clef writes none
 */
public record Checkpoint(String origin, long size, Hash root, List<String> extensions) {

  public Checkpoint {
    extensions = List.copyOf(extensions);
    requireLine(origin);
    extensions.forEach(Checkpoint::requireLine);
    if (size < 0) {
      throw new MalformedException("a tree size is not negative");
    }
  }

  public Checkpoint(String origin, long size, Hash root) {
    this(origin, size, root, List.of());
  }

  /**
   * Reads the text of a note.
   *
   * @throws MalformedException unless it is what {@link #text()} writes, byte for byte
   */
  public static Checkpoint parse(String text) {
    if (!text.endsWith("\n")) {
      throw new MalformedException("a checkpoint ends in a newline");
    }
    List<String> lines = List.of(text.substring(0, text.length() - 1).split("\n", -1));
    if (lines.size() < 3) {
      throw new MalformedException("a checkpoint has an origin, a size and a root");
    }
    return new Checkpoint(
        lines.get(0),
        Strict.decimal(lines.get(1), "tree size"),
        Hash.ofBase64(lines.get(2)),
        lines.subList(3, lines.size()));
  }

  /** The text to sign. */
  public String text() {
    StringBuilder text = new StringBuilder(origin);
    text.append('\n').append(size).append('\n').append(root.base64()).append('\n');
    extensions.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  /** The published form, signed by each signer. */
  public SignedNote sign(NoteSigner... signers) {
    return SignedNote.sign(text(), signers);
  }

  private static void requireLine(String line) {
    if (line.isEmpty() || line.indexOf('\n') >= 0) {
      throw new MalformedException("a line of a checkpoint is one line and not empty");
    }
  }
}
