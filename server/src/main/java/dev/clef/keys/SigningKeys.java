package dev.clef.keys;

import dev.clef.keys.SigningKey.State;
import dev.clef.platform.db.AdvisoryLock;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that sign for the service. Those of Ed25519 stay in the custodian's hardware where it can
 * sign; all others are seeds under the root key. Thread-safe.
 */
public final class SigningKeys {

  private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);

  /** In PostgreSQL's advisory locks of the keys database: one change at a time. */
  static final long LOCK = 0x0C1EF_5164L;

  private final SigningKeyStore store;
  private final ServiceKeys serviceKeys;
  private final KeyCustodian custodian;
  private final DataSource dataSource;
  private final Clock clock;

  SigningKeys(
      SigningKeyStore store,
      ServiceKeys serviceKeys,
      KeyCustodian custodian,
      DataSource dataSource,
      Clock clock) {
    this.store = store;
    this.serviceKeys = serviceKeys;
    this.custodian = custodian;
    this.dataSource = dataSource;
    this.clock = clock;
  }

  /** Every version of a key, the newest first; the first one is made now if there is none. */
  public List<SigningKey> all(Signer signer) {
    List<SigningKey> known = store.all(signer.code());
    if (known.isEmpty()) {
      AdvisoryLock.with(
          dataSource,
          LOCK,
          () -> {
            // Of many who found none at once, one makes it: that of RSA takes a while.
            if (store.all(signer.code()).isEmpty()) {
              makeFirst(signer);
            }
          });
      known = store.all(signer.code());
    }
    return known;
  }

  /** The versions that sign now, the current one first. */
  public List<SigningKey> signing(Signer signer) {
    return all(signer).stream().filter(key -> key.state() != State.DESTROYED).toList();
  }

  /**
   * Signs a message.
   *
   * @throws KeyUnavailable when the key is gone
   * @throws CustodianUnavailable when its custodian is out of reach
   */
  public byte[] sign(SigningKey key, byte[] message) {
    if (key.custody() == Custody.HSM) {
      return custodian.sign(key.id(), message);
    }
    SigningKeyId id = key.id();
    byte[] seed = serviceKeys.get(ServiceKeyKind.SIGNING, id.name(), id.version()).copy();
    try {
      return switch (key.algorithm()) {
        case ED25519 -> signEd25519(seed, message);
        case ML_DSA_44 -> SigningAlgorithm.signMlDsa(seed, message);
        case ES256 -> P256.signFlat(P256.scalarOfSeed(seed), message);
        case RS256 -> Rsa3072.sign(seed, key.publicKey(), message);
      };
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  /** The key is made for one signature: the JDK keeps the keys of its own in the heap. */
  private static byte[] signEd25519(byte[] seed, byte[] message) {
    try {
      Signature signature = Signatures.get("Ed25519");
      signature.initSign(
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed)));
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK signs with Ed25519", e);
    }
  }

  /** A key from before there were versions stays in software until it is replaced. */
  private void makeFirst(Signer signer) {
    SigningKeyId id = new SigningKeyId(signer.code(), 1);
    boolean seeded = serviceKeys.exists(ServiceKeyKind.SIGNING, signer.code());
    Optional<byte[]> inHardware = seeded ? Optional.empty() : inHardware(id, signer.algorithm());
    store.insertFirst(
        id,
        signer.algorithm(),
        inHardware.orElseGet(() -> publicKey(id, signer.algorithm())),
        inHardware.isPresent() ? Custody.HSM : Custody.SOFTWARE,
        clock.instant());
  }

  /** Tokens are asked for Ed25519 alone; none that is tested here knows ML-DSA. */
  private Optional<byte[]> inHardware(SigningKeyId id, SigningAlgorithm algorithm) {
    return algorithm == SigningAlgorithm.ED25519 ? custodian.createSigning(id) : Optional.empty();
  }

  private byte[] publicKey(SigningKeyId id, SigningAlgorithm algorithm) {
    byte[] seed = serviceKeys.made(ServiceKeyKind.SIGNING, id.name(), id.version()).copy();
    try {
      return algorithm.publicKey(seed);
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  /**
   * Makes the next version of a key current; the one before signs beside it until it is destroyed.
   *
   * @throws KeyChangeRefused when another process is at it
   */
  void rotate(Signer signer) {
    all(signer); // there is one to be replaced
    if (!AdvisoryLock.tryWith(dataSource, LOCK, () -> change(signer))) {
      throw new KeyChangeRefused("another process is changing the signing key");
    }
  }

  private void change(Signer signer) {
    List<SigningKey> all = store.all(signer.code());
    SigningKeyId next = new SigningKeyId(signer.code(), all.getFirst().id().version() + 1);
    Optional<byte[]> inHardware = inHardware(next, signer.algorithm());
    store.change(
        all.getFirst().id().version(),
        next,
        inHardware.orElseGet(() -> publicKey(next, signer.algorithm())),
        inHardware.isPresent() ? Custody.HSM : Custody.SOFTWARE,
        clock.instant());
    log.info("signing key {} is current", next.label());
  }

  /** Destroys what was retired longer than {@code overlap} ago. */
  void destroyRetired(Signer signer, Duration overlap) {
    store.all(signer.code()).stream()
        .sorted(Comparator.comparingInt(key -> key.id().version()))
        .filter(key -> key.state() == State.RETIRED)
        .filter(key ->
            key.retiredAt() != null && !clock.instant().isBefore(key.retiredAt().plus(overlap)))
        .forEach(this::destroy);
  }

  private void destroy(SigningKey key) {
    if (key.custody() == Custody.HSM) {
      custodian.destroySigning(key.id());
    }
    store.end(key.id(), clock.instant());
    serviceKeys.forget(ServiceKeyKind.SIGNING, key.id().name(), key.id().version());
    log.info("signing key {} is destroyed", key.id().label());
  }
}
