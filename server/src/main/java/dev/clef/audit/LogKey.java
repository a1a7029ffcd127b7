package dev.clef.audit;

import dev.clef.keys.ServiceKeys;
import dev.clef.ledger.Ed25519Signer;
import dev.clef.ledger.VerifierKey;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/**
 * The Ed25519 key that signs checkpoints. The JDK cannot make a public key from a seed,
 * BouncyCastle can.
 */
final class LogKey {

  private static final String NAME = "log";

  private LogKey() {}

  static Ed25519Signer signer(ServiceKeys keys, String origin) {
    byte[] seed = keys.signingSeed(NAME);
    byte[] publicKey = new Ed25519PrivateKeyParameters(seed).generatePublicKey().getEncoded();
    return Ed25519Signer.ofSeed(origin, seed, publicKey);
  }

  static VerifierKey verifier(ServiceKeys keys, String origin) {
    return signer(keys, origin).key();
  }
}
