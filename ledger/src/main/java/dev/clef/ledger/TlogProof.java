package dev.clef.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An inclusion proof that travels with its checkpoint and is checked offline
 * (c2sp.org/tlog-proof@v1).
 *
 * @param extra opaque, not authenticated
 * @param index position of the entry, from 0
 * @param path hashes from the leaf's sibling to the child of the root
 * @param checkpoint as the log signed it, verbatim
 */
public record TlogProof(Optional<Bytes> extra, long index, List<Hash> path, SignedNote checkpoint) {

  /** The first line of every proof. */
  public static final String HEADER = "c2sp.org/tlog-proof@v1";

  private static final String EXTRA = "extra ";
  private static final String INDEX = "index ";

  /** How a check ended; only {@link #VALID} proves anything. */
  public enum Outcome {
    /** The entry is in the tree that the key signed. */
    VALID,
    /** The checkpoint is not signed by the key. */
    WRONG_SIGNATURE,
    /** The checkpoint belongs to another log than the key. */
    WRONG_ORIGIN,
    /** The hashes do not lead from this entry to the signed root. */
    NOT_INCLUDED
  }

  public TlogProof {
    path = List.copyOf(path);
    if (index < 0) {
      throw new MalformedException("an index is not negative");
    }
  }

  /**
   * Reads a proof.
   *
   * @throws MalformedException naming the first rule broken
   */
  public static TlogProof parse(String text) {
    int blank = text.indexOf("\n\n");
    if (blank < 0) {
      throw new MalformedException("a proof has an empty line before its checkpoint");
    }
    List<String> lines = List.of(text.substring(0, blank).split("\n", -1));
    if (!lines.getFirst().equals(HEADER)) {
      throw new MalformedException("a proof begins with " + HEADER);
    }
    int at = 1;
    Optional<Bytes> extra = Optional.empty();
    if (lines.size() > at && lines.get(at).startsWith(EXTRA)) {
      extra = Optional.of(Bytes.ofBase64(lines.get(at++).substring(EXTRA.length())));
    }
    if (lines.size() <= at || !lines.get(at).startsWith(INDEX)) {
      throw new MalformedException("a proof names the index of its entry");
    }
    long index = Strict.decimal(lines.get(at++).substring(INDEX.length()), "index");
    List<Hash> path = new ArrayList<>();
    lines.subList(at, lines.size()).forEach(line -> path.add(Hash.ofBase64(line)));
    return new TlogProof(extra, index, path, SignedNote.parse(text.substring(blank + 2)));
  }

  /** The checkpoint inside; believe it only after {@link #verify}. */
  public Checkpoint head() {
    return Checkpoint.parse(checkpoint.text());
  }

  /**
   * Checks the proof for the bytes of an entry (tlog-proof, steps 1, 2 and 4; Clef asks for no
   * witness yet, so step 3 is empty). The origin has to be the name of the key.
   *
   * @throws MalformedException when the signed text is no checkpoint
   */
  public Outcome verify(byte[] entry, VerifierKey key) {
    if (!checkpoint.isSignedBy(key)) {
      return Outcome.WRONG_SIGNATURE;
    }
    Checkpoint head = head();
    if (!head.origin().equals(key.name())) {
      return Outcome.WRONG_ORIGIN;
    }
    InclusionProof proof = new InclusionProof(index, head.size(), path);
    boolean included = proof.verify(TreeHash.leaf(entry), head.root());
    return included ? Outcome.VALID : Outcome.NOT_INCLUDED;
  }

  /** The proof as it is stored in a {@code .tlog-proof} file. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    extra.ifPresent(bytes -> text.append(EXTRA).append(bytes.base64()).append('\n'));
    text.append(INDEX).append(index).append('\n');
    path.forEach(hash -> text.append(hash.base64()).append('\n'));
    return text.append('\n').append(checkpoint).toString();
  }
}
