package dev.clef.audit;

import dev.clef.keys.SigningKey;
import dev.clef.keys.SigningKeys;
import dev.clef.ledger.Bytes;
import dev.clef.ledger.NoteSigner;
import dev.clef.ledger.SignedNote;
import dev.clef.ledger.VerifierKey;
import java.util.List;

/**
 * The Ed25519 keys that sign checkpoints: one, or while one takes over from another both. All have
 * the log's name. Thread-safe.
 */
final class LogKeys {

  static final String NAME = "log";

  private final SigningKeys keys;

  LogKeys(SigningKeys keys) {
    this.keys = keys;
  }

  /** Those that sign now, the current one first. */
  NoteSigner[] signers(String origin) {
    return keys.signing(NAME).stream()
        .map(key -> new Signer(verifier(origin, key), key, keys))
        .toArray(NoteSigner[]::new);
  }

  /** Every one there ever was, the newest first. */
  List<SigningKey> all() {
    return keys.all(NAME);
  }

  /** The newest key that signed this checkpoint; the current one when none did. */
  VerifierKey verifierOf(String origin, SignedNote note) {
    List<VerifierKey> known = all().stream().map(key -> verifier(origin, key)).toList();
    return known.stream().filter(note::isSignedBy).findFirst().orElse(known.getFirst());
  }

  static VerifierKey verifier(String origin, SigningKey key) {
    return new VerifierKey(origin, Bytes.copyOf(key.publicKey()));
  }

  private record Signer(VerifierKey verifier, SigningKey key, SigningKeys keys)
      implements NoteSigner {

    @Override
    public String name() {
      return verifier.name();
    }

    @Override
    public int keyId() {
      return verifier.keyId();
    }

    @Override
    public byte[] sign(byte[] text) {
      return keys.sign(key, text);
    }
  }
}
