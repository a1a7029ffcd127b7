/**
 * Merkle tree, tiles, checkpoints and proofs of the Clef transparency log. Needs java.base alone.
 */
module dev.clef.ledger {
  requires static org.jspecify;

  exports dev.clef.ledger;
}
