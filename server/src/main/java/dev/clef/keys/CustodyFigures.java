package dev.clef.keys;

import java.util.List;

/**
 * Who holds the keys at the top and who of them answers. Whoever has this can use no key.
 * Thread-safe.
 */
public final class CustodyFigures {

  /**
   * A custodian.
   *
   * @param name {@code file}, or {@code pkcs11:} and the label of its token
   * @param leaving whether it is to be emptied: it makes and wraps nothing new
   * @param inReach whether it worked with the key of the current epoch just now
   */
  public record Holder(String name, Custody custody, boolean leaving, boolean inReach) {}

  private final Custodians custodians;
  private final Epochs epochs;

  CustodyFigures(Custodians custodians, Epochs epochs) {
    this.custodians = custodians;
    this.epochs = epochs;
  }

  /** What all of them together are: hardware when no key bytes can be copied anywhere. */
  public Custody custody() {
    return custodians.custody();
  }

  /** Each of them, in the order in which they are asked; they are asked now. */
  public List<Holder> holders() {
    return custodians.look(
        new WrappingKeyId.Regional(epochs.region(), epochs.expected().getFirst()));
  }
}
