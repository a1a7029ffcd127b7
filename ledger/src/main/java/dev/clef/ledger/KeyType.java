package dev.clef.ledger;

import java.util.Optional;

/** The types of signatures on notes that Clef knows (c2sp.org/signed-note, signature types). */
public enum KeyType {
  /** Ed25519 over the text of the note. */
  ED25519(0x01, "Ed25519", 32, 64, "302a300506032b6570032100"),
  /** Ed25519 with a time, over a checkpoint (c2sp.org/tlog-cosignature, {@code cosignature/v1}). */
  ED25519_COSIGNATURE(0x04, "Ed25519", 32, 64, "302a300506032b6570032100"),
  /** ML-DSA-44 with a time, over a checkpoint (c2sp.org/tlog-cosignature, {@code subtree/v1}). */
  ML_DSA_44(0x06, "ML-DSA-44", 1312, 2420, "30820532300b06096086480165030403110382052100");

  private final byte code;
  private final String algorithm;
  private final int keyBytes;
  private final int signatureBytes;
  private final String spkiPrefix;

  KeyType(int code, String algorithm, int keyBytes, int signatureBytes, String spkiPrefix) {
    this.code = (byte) code;
    this.algorithm = algorithm;
    this.keyBytes = keyBytes;
    this.signatureBytes = signatureBytes;
    this.spkiPrefix = spkiPrefix;
  }

  static Optional<KeyType> of(byte code) {
    for (KeyType type : values()) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The signature type identifier byte. */
  byte code() {
    return code;
  }

  /** The JDK's name of the algorithm. */
  public String algorithm() {
    return algorithm;
  }

  /** Bytes of a public key. */
  public int keyBytes() {
    return keyBytes;
  }

  /** Bytes of a signature, without the time of a cosignature. */
  public int signatureBytes() {
    return signatureBytes;
  }

  /** Whether its signatures carry a time and are about checkpoints only. */
  public boolean isCosignature() {
    return this != ED25519;
  }

  /** What a SubjectPublicKeyInfo has before the key, in hex (RFC 8410 §4, RFC 9881 §4). */
  String spkiPrefix() {
    return spkiPrefix;
  }
}
