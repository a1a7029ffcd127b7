package dev.clef.ledger;

/**
 * Something that signs notes: a key in memory here or in a hardware module in the server, with
 * Ed25519 or with one of the types that carry a time.
 */
public interface NoteSigner {

  /** The key name of the signature line: no spaces, no plus. */
  String name();

  /** The key ID of c2sp.org/signed-note, as a big-endian uint32. */
  int keyId();

  /** Signs the UTF-8 bytes of the note text, final newline included. */
  byte[] sign(byte[] text);
}
