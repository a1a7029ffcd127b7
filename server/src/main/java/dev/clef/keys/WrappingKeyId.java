package dev.clef.keys;

/** A key that never leaves its custodian and wraps other keys there. */
public sealed interface WrappingKeyId {

  /** The deployment's root. Wraps the service keys: index, commitment, audit, signing. */
  record Root() implements WrappingKeyId {
    @Override
    public String label() {
      return "root";
    }
  }

  /**
   * The regional key of an epoch. Wraps the branch keys of that epoch; destroying it shreds them.
   */
  record Regional(String region, int epoch) implements WrappingKeyId {
    @Override
    public String label() {
      return "regional-" + region + "-" + epoch;
    }
  }

  /**
   * The name of the key in its custodian: the object label in an HSM, the file name in a folder.
   */
  String label();
}
