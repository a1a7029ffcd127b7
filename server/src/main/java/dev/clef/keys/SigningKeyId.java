package dev.clef.keys;

/**
 * A signing key that stays with its custodian.
 *
 * @param name what it signs, for example {@code log}
 * @param version counted from 1
 */
public record SigningKeyId(String name, int version) {

  /** The name of the key in its custodian. */
  public String label() {
    return "signing-" + name + "-" + version;
  }
}
