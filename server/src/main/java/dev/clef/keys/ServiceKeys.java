package dev.clef.keys;

import dev.clef.platform.Randomness;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keys of the service, made at first use, wrapped by the root key and kept unwrapped while the
 * process runs. Thread-safe; two nodes asking for the same new key get the same one.
 */
public final class ServiceKeys {

  private static final WrappingKeyId ROOT = new WrappingKeyId.Root();
  private static final int FIRST_VERSION = 1;

  private final KeyStore store;
  private final KeyCustodian custodian;
  private final Randomness randomness;
  private final Clock clock;
  private final Map<String, DataKey> open = new ConcurrentHashMap<>();

  ServiceKeys(KeyStore store, KeyCustodian custodian, Randomness randomness, Clock clock) {
    this.store = store;
    this.custodian = custodian;
    this.randomness = randomness;
    this.clock = clock;
  }

  /**
   * Makes sure that there is a root key: made when nothing was ever wrapped by one.
   *
   * @throws KeyUnavailable when the one that wrapped what is stored is not there
   */
  void ensureRoot() {
    if (custodian.holds(ROOT)) {
      return;
    }
    if (store.hasServiceKeys()) {
      throw new KeyUnavailable(
          "the keys database was written under a root key which this custodian does not hold:"
              + " restore its folder, or name its token, before starting");
    }
    custodian.create(ROOT);
  }

  /** The key of {@code kind} called {@code name}, made now if there is none. */
  public DataKey get(ServiceKeyKind kind, String name) {
    String id = kind.code() + "/" + name;
    DataKey known = open.get(id);
    if (known != null) {
      return known;
    }
    byte[] context = context(kind, name);
    byte[] wrapped = store.serviceKey(kind.code(), name, FIRST_VERSION);
    if (wrapped == null) {
      byte[] fresh = custodian.wrap(ROOT, context, randomness.bytes(DataKey.SIZE));
      store.insertServiceKey(kind.code(), name, FIRST_VERSION, fresh, clock.instant());
      // Another node may have been first: what is stored counts.
      wrapped = store.serviceKey(kind.code(), name, FIRST_VERSION);
    }
    if (wrapped == null) {
      throw new KeyUnavailable("service key " + id + " could not be stored");
    }
    DataKey key = new DataKey(FIRST_VERSION, custodian.unwrap(ROOT, context, wrapped));
    open.put(id, key);
    return key;
  }

  /** HMAC-SHA-256 under the service key of {@code kind} called {@code name}: 32 bytes. */
  public byte[] hmac(ServiceKeyKind kind, String name, byte[] message) {
    byte[] keyBytes = get(kind, name).keyBytes();
    return CryptoEngine.with(engine -> engine.hmac(keyBytes, message));
  }

  /** The 32-byte seed of the signing key called {@code name}; the caller wipes it. */
  public byte[] signingSeed(String name) {
    return get(ServiceKeyKind.SIGNING, name).keyBytes().clone();
  }

  private static byte[] context(ServiceKeyKind kind, String name) {
    return Context.of("clef-service-key-v1")
        .text(kind.code())
        .text(name)
        .number(FIRST_VERSION)
        .bytes();
  }
}
