package dev.clef.ledger;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The body of a request to a witness (c2sp.org/tlog-witness, add-checkpoint).
 *
 * @param oldSize of the tree the witness has cosigned last
 * @param proof that the tree of the checkpoint continues that one
 * @param checkpoint as the log signed it
 */
public record AddCheckpoint(long oldSize, List<Hash> proof, SignedNote checkpoint) {

  /** More than any proof can have. */
  public static final int MAX_PROOF = 63;

  private static final String OLD = "old ";

  public AddCheckpoint {
    proof = List.copyOf(proof);
    if (oldSize < 0 || proof.size() > MAX_PROOF) {
      throw new MalformedException("a size is not negative, a proof has at most 63 hashes");
    }
  }

  /**
   * Reads a body as UTF-8 bytes.
   *
   * @throws MalformedException naming the first rule broken
   */
  public static AddCheckpoint parse(byte[] utf8) {
    String text = Strict.utf8(utf8, 0, utf8.length);
    int blank = text.indexOf("\n\n");
    if (blank < 0) {
      throw new MalformedException("a request has an empty line before its checkpoint");
    }
    List<String> lines = List.of(text.substring(0, blank).split("\n", MAX_PROOF + 3));
    if (!lines.getFirst().startsWith(OLD)) {
      throw new MalformedException("a request begins with the old size");
    }
    if (lines.size() > MAX_PROOF + 1) {
      throw new MalformedException("a proof has at most 63 hashes");
    }
    long oldSize = Strict.decimal(lines.getFirst().substring(OLD.length()), "old size");
    List<Hash> proof = new ArrayList<>();
    lines.subList(1, lines.size()).forEach(line -> proof.add(Hash.ofBase64(line)));
    return new AddCheckpoint(oldSize, proof, SignedNote.parse(text.substring(blank + 2)));
  }

  /** Where a witness shows what it cosigned last of a log, below its monitoring prefix. */
  public static String monitoringPath(String origin) {
    byte[] hash = TreeHasher.sha256().digest(Strict.utf8(origin));
    return HexFormat.of().formatHex(hash) + "/checkpoint";
  }

  /** What the note says; its signatures are not looked at. */
  public Checkpoint head() {
    return Checkpoint.parse(checkpoint.text());
  }

  /** The body to send. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(OLD).append(oldSize).append('\n');
    proof.forEach(hash -> text.append(hash.base64()).append('\n'));
    return text.append('\n').append(checkpoint).toString();
  }
}
