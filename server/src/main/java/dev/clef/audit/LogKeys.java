package dev.clef.audit;

import dev.clef.keys.Signer;
import dev.clef.keys.SigningKey;
import dev.clef.keys.SigningKeys;
import dev.clef.ledger.Bytes;
import dev.clef.ledger.CosignatureSigner;
import dev.clef.ledger.KeyType;
import dev.clef.ledger.NoteSigner;
import dev.clef.ledger.SignedNote;
import dev.clef.ledger.VerifierKey;
import java.time.InstantSource;
import java.util.List;

/**
 * The keys that sign checkpoints: one of Ed25519 and one of ML-DSA-44, or while one takes over from
 * another both. All have the log's name. Thread-safe.
 */
final class LogKeys {

  private final SigningKeys keys;
  private final InstantSource clock;

  LogKeys(SigningKeys keys, InstantSource clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /** Those of Ed25519 that sign now, the current one first. */
  NoteSigner[] signers(String origin) {
    return keys.signing(Signer.LOG).stream()
        .map(key -> new NoteKey(verifier(origin, key), key, keys))
        .toArray(NoteSigner[]::new);
  }

  /** Those of ML-DSA-44 that sign now, the current one first; their signatures have a time. */
  NoteSigner[] timedSigners(String origin) {
    return keys.signing(Signer.LOG_ML_DSA).stream()
        .map(key ->
            new CosignatureSigner(verifier(origin, key), message -> keys.sign(key, message), clock))
        .toArray(NoteSigner[]::new);
  }

  /** Every one of Ed25519 there ever was, the newest first. */
  List<SigningKey> all() {
    return keys.all(Signer.LOG);
  }

  /** Every one of ML-DSA-44 there ever was, the newest first. */
  List<SigningKey> allTimed() {
    return keys.all(Signer.LOG_ML_DSA);
  }

  /** The newest key of Ed25519 that signed this checkpoint; the current one when none did. */
  VerifierKey verifierOf(String origin, SignedNote note) {
    List<VerifierKey> known = all().stream().map(key -> verifier(origin, key)).toList();
    return known.stream().filter(note::isSignedBy).findFirst().orElse(known.getFirst());
  }

  static VerifierKey verifier(String origin, SigningKey key) {
    KeyType type =
        switch (key.algorithm()) {
          case ED25519 -> KeyType.ED25519;
          case ML_DSA_44 -> KeyType.ML_DSA_44;
          case ES256, RS256 -> throw new IllegalArgumentException("no key of a log");
        };
    return new VerifierKey(origin, type, Bytes.copyOf(key.publicKey()));
  }

  private record NoteKey(VerifierKey verifier, SigningKey key, SigningKeys keys)
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
