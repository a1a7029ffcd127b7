package dev.clef.keys;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.amazon.corretto.crypto.provider.SelfTestStatus;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Signature;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who computes signatures: AWS-LC where it loads and passes its own tests, at 25 to 40 µs for ECDSA
 * on P-256 and Ed25519, else the JDK, at 160 to 1,300. It is asked for by name and never installed,
 * so everything else of the process stays with the JDK.
 */
final class Signatures {

  private static final Logger LOG = LoggerFactory.getLogger(Signatures.class);
  private static final @Nullable Provider NATIVE = load();

  private Signatures() {}

  static Signature get(String algorithm) throws GeneralSecurityException {
    return NATIVE == null
        ? Signature.getInstance(algorithm)
        : Signature.getInstance(algorithm, NATIVE);
  }

  static boolean areNative() {
    return NATIVE != null;
  }

  private static @Nullable Provider load() {
    AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
    Throwable failure = provider.getLoadingError();
    if (failure != null || provider.runSelfTests() != SelfTestStatus.PASSED) {
      LOG.info(
          "Signatures are the JDK's, which is slower: {}",
          failure == null ? "self-tests failed" : failure.getClass().getSimpleName());
      return null;
    }
    return provider;
  }
}
