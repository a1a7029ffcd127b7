package dev.clef.audit;

import dev.clef.ledger.Bytes;
import dev.clef.ledger.TlogProof;
import java.util.Optional;

/**
 * A receipt as one file that {@code clef verify} checks: the proof with its entry inside.
 *
 * @param place of the entry in the log, from 0
 * @param size entries in the tree the proof is for
 * @param text a C2SP tlog-proof whose extra line is the entry
 */
public record ReceiptFile(long place, long size, String text) {

  public static ReceiptFile of(Receipts.Receipt receipt) {
    TlogProof proof = TlogProof.parse(receipt.proof());
    TlogProof whole =
        new TlogProof(
            Optional.of(Bytes.copyOf(receipt.leaf())),
            proof.index(),
            proof.path(),
            proof.checkpoint());
    return new ReceiptFile(proof.index(), proof.head().size(), whole.toString());
  }
}
