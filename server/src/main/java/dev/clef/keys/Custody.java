package dev.clef.keys;

/** Where the keys at the top of the hierarchy live. Certificates say which was in force. */
public enum Custody {
  /** A file only its owner reads. Key bytes can be copied by whoever reads the file. */
  SOFTWARE,
  /** A hardware security module, reached through PKCS#11. Key bytes never leave it. */
  HSM
}
