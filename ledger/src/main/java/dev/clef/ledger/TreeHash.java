package dev.clef.ledger;

/** The domain-separated SHA-256 of RFC 6962 §2.1, one call at a time. */
public final class TreeHash {

  private TreeHash() {}

  /** The leaf hash: SHA-256(0x00 || entry). */
  public static Hash leaf(byte[] entry) {
    byte[] out = new byte[Hash.SIZE];
    new TreeHasher().leaf(entry, 0, entry.length, out, 0);
    return new Hash(Bytes.wrap(out));
  }

  /** The hash of an inner node: SHA-256(0x01 || left || right). */
  public static Hash node(Hash left, Hash right) {
    return new TreeHasher().node(left, right);
  }

  /** The root of the empty tree: SHA-256 of nothing. */
  public static Hash empty() {
    return new Hash(Bytes.wrap(TreeHasher.sha256().digest()));
  }
}
