package dev.clef.keys;

import dev.clef.keys.SigningKey.State;
import dev.clef.platform.db.AdvisoryLock;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
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
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ed25519 keys that sign for the service (RFC 8032). They stay in the custodian's hardware where it
 * can sign; elsewhere they are seeds under the root key. Thread-safe.
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
  public List<SigningKey> all(String name) {
    List<SigningKey> known = store.all(name);
    if (known.isEmpty()) {
      AdvisoryLock.with(dataSource, LOCK, () -> makeFirst(name));
      known = store.all(name);
    }
    return known;
  }

  /** The versions that sign now, the current one first. */
  public List<SigningKey> signing(String name) {
    return all(name).stream().filter(key -> key.state() != State.DESTROYED).toList();
  }

  /**
   * Signs a message: 64 bytes.
   *
   * @throws KeyUnavailable when the key is gone
   * @throws CustodianUnavailable when its custodian is out of reach
   */
  public byte[] sign(SigningKey key, byte[] message) {
    if (key.custody() == Custody.HSM) {
      return custodian.sign(key.id(), message);
    }
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(seeded(key.id()));
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK signs with Ed25519", e);
    }
  }

  /** For one signature: the JDK keeps the keys of its own in the heap. */
  private PrivateKey seeded(SigningKeyId id) {
    byte[] seed = serviceKeys.get(ServiceKeyKind.SIGNING, id.name(), id.version()).copy();
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK knows Ed25519", e);
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  /** A key from before there were versions stays in software until it is replaced. */
  private void makeFirst(String name) {
    SigningKeyId id = new SigningKeyId(name, 1);
    boolean seeded = serviceKeys.exists(ServiceKeyKind.SIGNING, name);
    Optional<byte[]> inHardware = seeded ? Optional.empty() : custodian.createSigning(id);
    store.insertFirst(
        id,
        inHardware.orElseGet(() -> publicKey(id)),
        inHardware.isPresent() ? Custody.HSM : Custody.SOFTWARE,
        clock.instant());
  }

  /** The JDK cannot make a public key from a seed, BouncyCastle can. */
  private byte[] publicKey(SigningKeyId id) {
    byte[] seed = serviceKeys.made(ServiceKeyKind.SIGNING, id.name(), id.version()).copy();
    try {
      return new Ed25519PrivateKeyParameters(seed).generatePublicKey().getEncoded();
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  /**
   * Makes the next version of a key current; the one before signs beside it until it is destroyed.
   *
   * @throws KeyChangeRefused when another process is at it
   */
  void rotate(String name) {
    if (!AdvisoryLock.tryWith(dataSource, LOCK, () -> change(name))) {
      throw new KeyChangeRefused("another process is changing the signing key");
    }
  }

  private void change(String name) {
    List<SigningKey> all = store.all(name);
    SigningKeyId next = new SigningKeyId(name, all.getFirst().id().version() + 1);
    Optional<byte[]> inHardware = custodian.createSigning(next);
    store.change(
        all.getFirst().id().version(),
        next,
        inHardware.orElseGet(() -> publicKey(next)),
        inHardware.isPresent() ? Custody.HSM : Custody.SOFTWARE,
        clock.instant());
    log.info("signing key {} is current", next.label());
  }

  /** Destroys what was retired longer than {@code overlap} ago. */
  void destroyRetired(String name, Duration overlap) {
    store.all(name).stream()
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
