package dev.clef.ledger;

/** What the entries of a log have to look like. */
public enum LeafFormat {
  /** {@link Leaf}, strictly. */
  CLEF {
    @Override
    boolean accepts(byte[] buffer, int from, int length) {
      return Leaf.isWellFormed(buffer, from, length);
    }
  },
  /** Anything: logs of others. */
  ANY {
    @Override
    boolean accepts(byte[] buffer, int from, int length) {
      return true;
    }
  };

  abstract boolean accepts(byte[] buffer, int from, int length);
}
